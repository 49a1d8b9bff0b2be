"use strict";

// Search, and filters of cards, in the pages that `cardctl site` makes. Only parts of the search
// index are loaded, as scripts: a page that is opened from a folder may not read files otherwise.
globalThis.cardctl = (() => {
  // Tokens: as in site/tokens.py. The ranges have no meaning of their own in a set.
  const PAIRED = "\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3";
  const JAMO = "\\u1100-\\u11ff\\u3131-\\u318f\\ua960-\\ua97f\\ud7b0-\\ud7ff";
  const RUN = new RegExp(`[${PAIRED}]+|(?:(?![${PAIRED}${JAMO}])[\\p{L}\\p{N}])+`, "gu");
  const PAIR = new RegExp(`^[${PAIRED}]`, "u");
  const ID = /(?<![\p{L}\p{N}])m0*([1-9][0-9]{0,3})-0*([1-9][0-9]{0,5})(?![\p{L}\p{N}])/gu;
  const TYPED_ID = /^m?0*([1-9][0-9]{0,3})-0*([1-9][0-9]{0,5})$/;

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const runs = (text) => text.match(RUN) ?? [];
  const pairs = (run) => Array.from({ length: run.length }, (_, at) => run.slice(at, at + 2));

  // What a text is found by.
  const tokens = (text) => {
    const shown = plain(text);
    const words = runs(shown).flatMap((run) => (PAIR.test(run) ? pairs(run) : [run]));
    const ids = [...shown.matchAll(ID)].map(([, meeting, serial]) => `${meeting}-${serial}`);
    return new Set([...words, ...ids]);
  };

  // What a run of a query is looked up by: { token, isPrefix }. A single letter is a whole word.
  const lookupsOf = (run) => {
    if (!PAIR.test(run)) return [{ token: run, isPrefix: run.length > 1 }];
    if (run.length === 1) return [{ token: run, isPrefix: true }];
    return pairs(run).slice(0, -1).map((token) => ({ token, isPrefix: false }));
  };

  // The terms of a query, each with what all must be found, and the id that it may be.
  const termsOf = (query) =>
    plain(query)
      .split(/\s+/u)
      .map((term) => {
        const id = term.match(TYPED_ID);
        return { lookups: runs(term).flatMap(lookupsOf), id: id ? `${id[1]}-${id[2]}` : "" };
      })
      .filter((term) => term.lookups.length > 0);

  // Parts of the index -------------------------------------------------------------------------

  const WEIGHTS = [1, 2, 4, 8];
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

  const loaded = new Map();
  const waiting = new Map();
  const part = (name, content) => {
    waiting.get(name)?.(content);
    waiting.delete(name);
  };

  const load = (name, version) => {
    if (!loaded.has(name)) loaded.set(name, requested(name, version));
    return loaded.get(name);
  };

  const requested = (name, version) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      waiting.set(name, resolve);
      script.src = `search/${name}.js?v=${version}`;
      const fail = () => {
        loaded.delete(name); // the next search tries again
        reject(new Error(`cannot load ${script.src}`));
      };
      script.onerror = fail;
      script.onload = () => waiting.has(name) && fail(); // it was something else
      document.head.append(script);
    });

  // Cards with their places, from the numbers of a posting: see site/search_index.py.
  const decoded = (postings) => {
    const places = new Map();
    let card = -1;
    let number = 0;
    let shift = 0;
    for (const digit of postings) {
      const value = VALUES.get(digit);
      number |= (value & 31) << shift;
      shift += 5;
      if (value < 32) {
        card += (number >> 2) + 1;
        places.set(card, number & 3);
        number = shift = 0;
      }
    }
    return places;
  };

  // The cards with a token, or with any that begins with it: where each has it, as a weight.
  const lookedUp = async (index, { token, isPrefix }) => {
    const last = isPrefix ? `${token}\uffff` : token;
    const first = Math.max(0, index.begins.findLastIndex((begin) => begin <= token));
    const weights = new Map();
    for (let number = first; number < index.begins.length; number += 1) {
      if (index.begins[number] > last) break;
      const words = (await load(`words-${number}`, index.version)).split(" ");
      for (let at = 0; at < words.length; at += 2) {
        if (isPrefix ? !words[at].startsWith(token) : words[at] !== token) continue;
        for (const [card, place] of decoded(words[at + 1])) {
          weights.set(card, Math.max(weights.get(card) ?? 0, WEIGHTS[place]));
        }
      }
    }
    return weights;
  };

  const lookupsOfTerm = async (index, { lookups, id }) => {
    const named = { token: id, isPrefix: false };
    return id && (await lookedUp(index, named)).size > 0 ? [named] : lookups;
  };

  // The cards that have all of *query*, best first: { card, sum, least } of the weights. All cards
  // if it asks for nothing.
  const ranked = async (index, query) => {
    let found = Array.from({ length: index.cards }, (_, card) => ({ card, sum: 0, least: 8 }));
    for (const term of termsOf(query)) {
      for (const lookup of await lookupsOfTerm(index, term)) {
        const weights = await lookedUp(index, lookup);
        found = found.filter(({ card }) => weights.has(card)).map(({ card, sum, least }) => {
          const weight = weights.get(card);
          return { card, sum: sum + weight, least: Math.min(least, weight) };
        });
      }
    }
    return found.sort((one, other) => other.sum - one.sum || one.card - other.card);
  };

  const filtered = async (index, cards, chosen) => {
    if (chosen.length === 0) return cards;
    const columns = await load("filters", index.version);
    const has = (card, [name, value]) => {
      const [values, numbers] = columns[name];
      return values[numbers[card]].split(" ").includes(value);
    };
    return cards.filter(({ card }) => chosen.every((each) => has(card, each)));
  };

  // Pages --------------------------------------------------------------------------------------

  const FILTERS = ["state", "follow-up", "signal", "agency", "meeting"];
  const NAMES = ["q", ...FILTERS];
  const AT_ONCE = 20;

  const element = (name, className = "", ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  // The pattern of what *query* finds: runs of letters and digits, so nothing needs escaping.
  const patternOf = (query) => {
    const wanted = plain(query).split(/\s+/u).filter((term) => !TYPED_ID.test(term)).flatMap(runs);
    const begin = "(?<![\\p{L}\\p{N}])";
    const end = "(?![\\p{L}\\p{N}])";
    const parts = wanted
      .sort((one, other) => other.length - one.length)
      .map((run) => (PAIR.test(run) ? run : begin + run + (run.length === 1 ? end : "")));
    return parts.length > 0 ? new RegExp(parts.join("|"), "gu") : null;
  };

  // *text* with what *query* finds marked; text from cards is only ever put into text nodes.
  const marked = (text, query, lang = "") => {
    const whole = element("span");
    if (lang) whole.lang = lang;
    const pattern = patternOf(query);
    const shown = plain(text);
    if (pattern === null || shown.length !== text.length) {
      whole.append(text);
      return whole;
    }
    let end = 0;
    for (const found of shown.matchAll(pattern)) {
      const after = found.index + found[0].length;
      whole.append(text.slice(end, found.index), element("mark", "", text.slice(found.index, after)));
      end = after;
    }
    whole.append(text.slice(end));
    return whole;
  };

  const statusOf = ({ dataset }, shown) =>
    dataset.template
      .replace("{shown}", shown.toLocaleString("en"))
      .replace("{cards}", Number(dataset.cards).toLocaleString("en"));

  // The values in the form, of those that are in the address of the page.
  const valuesOf = (form) => {
    const values = new URLSearchParams();
    for (const name of NAMES) {
      const value = form.elements[name]?.value.trim();
      if (value) values.set(name, value);
    }
    return values;
  };

  const toForm = (form) => {
    const values = new URLSearchParams(location.search);
    for (const name of NAMES) {
      if (form.elements[name]) form.elements[name].value = values.get(name) ?? "";
    }
  };

  const toAddress = (form, isNew) => {
    const values = valuesOf(form).toString();
    const address = location.pathname + (values ? `?${values}` : "");
    if (isNew) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    keepInLanguages();
  };

  const keepInLanguages = () => {
    for (const link of document.querySelectorAll(".langs a")) {
      link.search = location.search;
    }
  };

  // Run *update* now, and whenever the form or the address changes.
  const follow = (form, update) => {
    let timer = 0;
    const changed = (isNew) => {
      clearTimeout(timer);
      toAddress(form, isNew);
      update();
    };
    form.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (event.target.name === "q") timer = setTimeout(changed, 200, false);
      else changed(true);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      changed(true);
    });
    form.addEventListener("reset", () => setTimeout(changed, 0, true));
    addEventListener("popstate", () => {
      clearTimeout(timer);
      toForm(form);
      keepInLanguages();
      update();
    });
    toForm(form);
    keepInLanguages();
    form.hidden = false;
    update();
  };

  // The search page ----------------------------------------------------------------------------

  // One result; if what is found is not in sight, it says where it is.
  const result = (index, record, least, query) => {
    const [id, title, decision, followUp, signal, lead, ...langs] = record;
    const link = element("a", "", element("span", "id", id), " ", marked(title, query, langs[0]));
    link.href = `cards/${id}.html`;
    const item = element("li", "", element("p", "title", link));
    if (decision) item.append(element("p", "excerpt", marked(decision, query, langs[1])));
    item.append(element("p", "more",
      element("span", `badge ${followUp}`, index.followUps[followUp]), " ",
      element("span", `signal ${signal}`, index.signals[signal]), " ",
      element("span", "lead", marked(lead, query, langs[2]))));
    const place = index.places[WEIGHTS.indexOf(least)];
    if (place && !item.querySelector("mark")) item.append(element("p", "more", place));
    return item;
  };

  const recordOf = async (index, card) => {
    const cards = await load(`cards-${Math.floor(card / index.perPart)}`, index.version);
    return cards[card % index.perPart];
  };

  const search = (form) => {
    const status = form.querySelector("output");
    const list = document.getElementById("results");
    const more = document.getElementById("more");
    let turn = 0;
    let rest = async () => {};

    const append = async (index, cards, query, own) => {
      const made = cards.slice(0, AT_ONCE).map(async ({ card, least }) =>
        result(index, await recordOf(index, card), least, query));
      const items = await Promise.all(made);
      if (own !== turn) return;
      list.append(...items);
      more.hidden = cards.length <= AT_ONCE;
      rest = () => append(index, cards.slice(AT_ONCE), query, own)
        .then(() => items.at(-1).nextElementSibling?.querySelector("a").focus());
    };

    const find = async (own) => {
      const values = valuesOf(form);
      const query = values.get("q") ?? "";
      const chosen = FILTERS.filter((name) => values.has(name))
        .map((name) => [name, values.get(name)]);
      const isAsked = termsOf(query).length > 0 || chosen.length > 0;
      const version = form.dataset.version;
      const index = isAsked ? { ...(await load("index", version)), version } : null;
      const cards = isAsked ? await filtered(index, await ranked(index, query), chosen) : [];
      if (own !== turn) return;
      list.replaceChildren();
      more.hidden = true;
      status.textContent = isAsked ? statusOf(status, cards.length) : "";
      if (isAsked) await append(index, cards, query, own);
    };

    // Wait for what *work* does to the list; what an earlier search still does is not waited for.
    const busy = (work, own) => {
      list.setAttribute("aria-busy", "true");
      more.disabled = true;
      work()
        .catch(() => {
          if (own === turn) status.textContent = status.dataset.failed;
        })
        .finally(() => {
          if (own === turn) list.setAttribute("aria-busy", "false");
          if (own === turn) more.disabled = false;
        });
    };

    const update = () => {
      turn += 1;
      const own = turn;
      busy(() => find(own), own);
    };

    more.addEventListener("click", () => busy(rest, turn));
    follow(form, update);
  };

  // Lists of cards -----------------------------------------------------------------------------

  const VALUE_OF = {
    state: (card) => card.dataset.state,
    "follow-up": (card) => card.dataset.followUp,
    signal: (card) => card.dataset.signal,
    agency: (card) => card.dataset.agencies,
    meeting: (card) => card.dataset.meeting,
  };

  const listed = (form) => {
    const status = form.querySelector("output");
    const cards = [...document.querySelectorAll("[data-id]")];
    const texts = new Map(cards.map((card) => [card, plain(card.textContent)]));
    const sums = [...document.querySelectorAll("[data-sum]")];

    const matches = (card, values) =>
      plain(values.get("q") ?? "").split(/\s+/u).every((word) => texts.get(card).includes(word)) &&
      FILTERS.every((name) =>
        !values.has(name) || VALUE_OF[name](card).split(" ").includes(values.get(name)));

    follow(form, () => {
      const values = valuesOf(form);
      for (const card of cards) card.hidden = !matches(card, values);
      const number = cards.filter((card) => !card.hidden).length;
      status.textContent = values.size > 0 ? statusOf(status, number) : "";
      for (const sum of sums) {
        const inside = [...sum.closest("section").querySelectorAll("[data-id]")];
        sum.textContent = inside.filter((card) => !card.hidden).length.toLocaleString("en");
      }
    });
  };

  const start = () => {
    const [find, filter, elsewhere] = ["find", "filter", "elsewhere"]
      .map((name) => document.getElementById(name));
    if (find) search(find);
    if (filter) listed(filter);
    if (elsewhere) elsewhere.hidden = false; // a form that leads to the search page
  };

  if (globalThis.document) start();
  return { part, tokens, termsOf, decoded };
})();
