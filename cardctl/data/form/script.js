"use strict";
(() => {
  const { form: records, words, file, key, needed, submitted } = JSON.parse(
    document.getElementById("data").textContent,
  );
  const form = document.getElementById("form");
  const problems = document.getElementById("problems");
  const status = document.getElementById("status");
  const inputs = (within = form) => [...within.querySelectorAll("[data-name]")];
  const rowOf = (input) => input.closest("[data-table]");
  // A part of a field: its mark (m), its hint (h), its error (e).
  const part = (input, name) => document.getElementById(`${input.id}-${name}`);
  const filled = (template, values) =>
    template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  // Values: an input has its canonical value, or an error -----------------------------------------

  const normal = (text) => text.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  const narrow = (text) => text.normalize("NFKC").trim();
  const bare = (digits) => digits.replace(/^0+(?=\d)/, "");
  const grouped = /^\d{1,3}(,\d{3})+$/;

  const whole = (text, most) => {
    const digits = grouped.test(text) ? text.replaceAll(",", "") : text;
    return /^\d{1,16}$/.test(digits) && Number(digits) <= most ? bare(digits) : null;
  };
  const decimal = (text) => {
    const [, sign, left, point, right] = /^([-−]?)([\d,]+)(\.?)(\d*)$/.exec(text) ?? [];
    if (left === undefined || Boolean(point) !== Boolean(right)) return null;
    const digits = grouped.test(left) ? left.replaceAll(",", "") : left;
    if (!/^\d{1,15}$/.test(digits) || right.length > 6) return null;
    return (sign ? "-" : "") + bare(digits) + point + right;
  };
  const readers = {
    percent: (text) => whole(narrow(text).replace(/ ?%$/, ""), 100),
    money: (text) => whole(narrow(text), 1e15),
    number: (text) => decimal(narrow(text)),
  };

  // The value of an input; null if it is none.
  const valueOf = (input) => {
    if (input.validity.badInput) return null;
    const read = readers[input.dataset.type] ?? normal;
    return input.value.trim() === "" ? "" : read(input.value);
  };
  const textOf = (input) => valueOf(input) ?? "";
  const sibling = (input, name) => rowOf(input).querySelector(`[data-name="${name}"]`);

  // Checks ----------------------------------------------------------------------------------------

  const isNewStep = (row) => row.dataset.table === "steps" && row.dataset.step === "";
  const cardOf = (row) => row.dataset.card ?? row.querySelector('[data-name="card"]').value;
  const isUsed = (row) => inputs(row).some((input) => input.dataset.name !== "card" && input.value);
  const gives = (row, name) => textOf(row.querySelector(`[data-name="${name}"]`) ?? row) !== "";

  // Whether the input must not stay empty, as things are.
  const isNeeded = (input) => {
    const { name } = input.dataset;
    const row = rowOf(input);
    if ("required" in input.dataset) return true;
    if (isNewStep(row)) return (name === "card" || name === "title") && isUsed(row);
    if (row.dataset.table !== "results") return row.dataset.table === "steps" && name === "title";
    const claim = row.querySelector('[data-name="claim"]')?.value;
    const isNew = !submitted.includes(row.dataset.card);
    if (isNew && needed[name]?.includes(claim)) return true;
    const others = ["evidence_title", "evidence_number", "evidence_date", "evidence_url"];
    return name === "evidence_kind" && others.some((other) => gives(row, other));
  };

  // What is wrong with an input, whether it is empty or not; "" if nothing is.
  const errorOf = (input) => {
    if (valueOf(input) === null) return input.dataset.error ?? part(input, "h").textContent;
    const row = rowOf(input);
    const { name } = input.dataset;
    const ended = row.dataset.table === "steps" && gives(row, "done") && gives(row, "dropped");
    return ended && name === "dropped" ? words.both : "";
  };

  const showError = (input, message) => {
    const place = part(input, "e");
    place.textContent = message;
    place.hidden = !message;
    input.toggleAttribute("aria-invalid", Boolean(message));
    if (message) input.setAttribute("aria-invalid", "true");
  };

  const mark = (input) => {
    const isEmpty = input.value.trim() === "";
    const needs = isNeeded(input);
    input.classList.toggle("is-needed", isEmpty && needs);
    input.classList.toggle("is-empty", isEmpty && !needs);
    input.setAttribute("aria-required", String(needs));
    part(input, "m").hidden = !needs;
  };

  const missing = () =>
    inputs().filter((input) => isNeeded(input) && input.value.trim() === "" && !errorOf(input));

  // Tell which cards still have empty fields; the list is short, as it stays in view.
  const showMissing = () => {
    const cards = [...new Set(missing().map((input) => cardOf(rowOf(input))))].filter(Boolean);
    const listed = cards.slice(0, 5).join(", ") + (cards.length > 5 ? " …" : "");
    const text = cards.length ? filled(words.missing, { cards: listed }) : "";
    const place = document.getElementById("missing");
    if (place.textContent !== text) place.textContent = text; // told again only if it changed
  };

  const review = (row) => {
    for (const input of inputs(row)) {
      showError(input, errorOf(input));
      mark(input);
    }
    showMissing();
  };

  // Drafts: what differs from the form as it was handed out ---------------------------------------

  const place = (input) => {
    const { table, card, step, indicator } = rowOf(input).dataset;
    return [table, card, step ?? indicator ?? "", input.dataset.name].join("/");
  };
  const original = (input) =>
    input.tagName === "SELECT"
      ? ([...input.options].find((each) => each.defaultSelected)?.value ?? "")
      : input.defaultValue;
  const newSteps = () => [...form.querySelectorAll('[data-table="steps"][data-step=""]')];
  const entered = (row) =>
    Object.fromEntries(inputs(row).map((input) => [input.dataset.name, input.value]));

  const draft = () => ({
    values: Object.fromEntries(
      inputs()
        .filter((input) => !isNewStep(rowOf(input)) && input.value !== original(input))
        .map((input) => [place(input), input.value]),
    ),
    steps: newSteps().filter(isUsed).map(entered),
  });

  let isKept = true;
  let isSaved = true;
  const stored = (work) => {
    try {
      return work(window.localStorage);
    } catch {
      isKept = false;
      return null;
    }
  };
  const keep = () => {
    stored((storage) => storage.setItem(key, JSON.stringify(draft())));
    if (!isKept) status.textContent = words.unkept;
  };

  let timer = 0;
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  };

  const restore = () => {
    const text = stored((storage) => storage.getItem(key));
    if (!text) return;
    let found;
    try {
      found = JSON.parse(text);
    } catch {
      return;
    }
    const values = found.values ?? {};
    for (const input of inputs()) {
      if (typeof values[place(input)] === "string") input.value = values[place(input)];
    }
    for (const step of found.steps ?? []) {
      const row = addStep();
      if (!row) break;
      for (const input of inputs(row)) input.value = step[input.dataset.name] ?? "";
    }
    if (Object.keys(values).length || found.steps?.length) status.textContent = words.restored;
  };

  // New steps -------------------------------------------------------------------------------------

  let steps = 0;
  const addStep = () => {
    const template = document.getElementById("new-step");
    if (!template) return null;
    const row = template.content.firstElementChild.cloneNode(true);
    steps += 1;
    for (const each of row.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const name of ["id", "for", "aria-describedby"]) {
        const value = each.getAttribute(name);
        if (value) each.setAttribute(name, value.replace(/\bn-/g, `n${steps}-`));
      }
    }
    document.getElementById("new-steps").append(row);
    return row;
  };

  // The return file -------------------------------------------------------------------------------

  const returned = (row) => {
    const { card, step, indicator } = row.dataset;
    const values = Object.fromEntries(inputs(row).map((one) => [one.dataset.name, textOf(one)]));
    const keys = { card, ...(step !== undefined && { step }), ...(indicator && { indicator }) };
    return { ...keys, ...values };
  };
  const answer = () => {
    const rows = { results: [], steps: [], indicators: [] };
    for (const row of form.querySelectorAll("[data-table]")) {
      if (!isNewStep(row) || isUsed(row)) rows[row.dataset.table].push(returned(row));
    }
    return { cardctl_return: 1, form: records, rows };
  };

  const save = () => {
    problems.hidden = true;
    const text = `${JSON.stringify(answer(), null, 1)}\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    isSaved = true;
    keep();
    status.textContent = words.saved;
  };

  const labelOf = (input) => {
    const label = form.querySelector(`label[for="${input.id}"] .name`).textContent;
    const { card, step } = rowOf(input).dataset;
    return [card, step, label].filter(Boolean).join(" · ");
  };
  const problemOf = (input, message) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${input.id}`;
    link.textContent = `${labelOf(input)}: ${message}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      input.focus();
    });
    item.append(link);
    return item;
  };

  const check = () => {
    const wrong = inputs().filter(errorOf);
    const empty = missing();
    if (!wrong.length && !empty.length) return save();
    problems.querySelector("h2").textContent = wrong.length ? words.wrong : words.incomplete;
    problems.querySelector("ul").replaceChildren(
      ...wrong.map((input) => problemOf(input, errorOf(input))),
      ...empty.map((input) => problemOf(input, words.required)),
    );
    document.getElementById("anyway").hidden = wrong.length > 0;
    problems.hidden = false;
    problems.focus();
  };

  // Events ----------------------------------------------------------------------------------------

  form.addEventListener("input", (event) => {
    review(rowOf(event.target));
    isSaved = false;
    keepSoon();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  form.addEventListener("keydown", (event) => {
    const isField = event.target.matches("input, select");
    if (event.key === "Enter" && isField) event.preventDefault(); // it would save the file
  });
  document.getElementById("anyway").addEventListener("click", save);
  document.getElementById("add-step")?.addEventListener("click", () => {
    const row = addStep();
    review(row);
    inputs(row)[0].focus();
  });
  document.getElementById("discard").addEventListener("click", () => {
    if (!window.confirm(words.discard)) return;
    for (const row of newSteps()) row.remove();
    form.reset();
    stored((storage) => storage.removeItem(key));
    clearTimeout(timer);
    isSaved = true;
    problems.hidden = true;
    for (const row of form.querySelectorAll("[data-table]")) review(row);
    status.textContent = words.discarded;
  });
  window.addEventListener("pagehide", () => {
    if (!isSaved) keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isKept && !isSaved) event.preventDefault();
  });

  restore();
  for (const row of form.querySelectorAll("[data-table]")) review(row);
})();
