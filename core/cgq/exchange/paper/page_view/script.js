
"use strict";
(() => {
  const parts = new Map();
  for (const part of document.querySelectorAll("[data-q]"))
    for (const question of part.dataset.q.split(" "))
      parts.set(question, [...(parts.get(question) || []), part]);
  let held = null;

  const light = (part, on) => {
    if (part)
      for (const question of part.dataset.q.split(" "))
        for (const other of parts.get(question) || [])
          if (part.dataset.q === other.dataset.q || !other.dataset.q.includes(" ") || part.localName === "article")
            other.classList.toggle("lit", on);
  };
  const over = (event) => event.target.closest && event.target.closest("[data-q]");
  const hold = (part) => {
    light(held, false);
    held = part;
    light(held, true);
  };
  document.addEventListener("mouseover", (event) => light(over(event), true));
  document.addEventListener("mouseout", (event) => {
    light(over(event), false);
    light(held, true);
  });
  document.addEventListener("focusin", (event) => over(event) && hold(over(event)));
  document.addEventListener("click", (event) => over(event) && hold(over(event)));

  const articles = [...document.querySelectorAll("article.question")];
  const go = (step, wanted) => {
    let at = held ? articles.findIndex((each) => each.dataset.q === held.dataset.q.split(" ")[0]) : -1;
    if (at < 0 && step < 0) at = articles.length;
    do at += step; while (articles[at] && !wanted(articles[at]));
    if (!articles[at]) return;
    articles[at].scrollIntoView({ block: "center" });
    articles[at].focus({ preventScroll: true });
  };
  const shown = (article) => article.offsetParent !== null;
  const keys = {
    n: () => go(1, shown),
    p: () => go(-1, shown),
    d: () => go(1, (article) => article.classList.contains("look")),
    Escape: () => { hold(null); if (document.activeElement) document.activeElement.blur(); },
  };
  document.addEventListener("keydown", (event) => {
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) keys[event.key]();
  });
})();
