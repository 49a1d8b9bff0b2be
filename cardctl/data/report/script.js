
"use strict";
(() => {
  const form = document.getElementById("find");
  if (!form) return;
  const status = form.querySelector("output");
  const subjects = [...document.querySelectorAll("[data-card]")];
  const cards = new Set(subjects.map((one) => one.dataset.card)).size;
  const texts = new Map();
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const textOf = (one) => {
    if (!texts.has(one)) texts.set(one, plain(one.textContent));
    return texts.get(one);
  };
  const matches = (one, words, agency, signal) =>
    (!signal || one.dataset.signal === signal) &&
    (!agency || one.dataset.agency.split(" ").includes(agency)) &&
    words.every((word) => textOf(one).includes(word));

  // Hide elements whose cards are all hidden.
  const hideEmpty = (selector) => {
    for (const one of document.querySelectorAll(selector)) {
      const inside = [...one.querySelectorAll("[data-card]")];
      one.hidden = inside.length > 0 && inside.every((card) => card.hidden);
    }
  };

  const filter = () => {
    const words = plain(form.elements.words.value).split(/\s+/).filter(Boolean);
    const agency = form.elements.agency.value;
    const signal = form.elements.signal.value;
    const active = words.length > 0 || agency !== "" || signal !== "";
    const shown = new Set();
    for (const one of subjects) {
      one.hidden = active && !matches(one, words, agency, signal);
      if (!one.hidden) shown.add(one.dataset.card);
    }
    hideEmpty("main table");
    document.body.classList.toggle("filtered", active);
    status.textContent = active
      ? status.dataset.template.replace("{shown}", shown.size).replace("{cards}", cards)
      : "";
  };

  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
