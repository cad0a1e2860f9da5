"use strict";
// Optional comforts. The page is complete without this script.
document.getElementById("address").textContent =
  "WFM=" + location.href.replace(/\/docs\/*([?#].*)?$/, "");

if (navigator.clipboard) {
  for (const block of document.querySelectorAll("pre.curl")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
      button.textContent = "copied";
    });
    block.append(button);
  }
}

const filter = document.createElement("input");
filter.type = "search";
filter.placeholder = "Filter operations";
filter.setAttribute("aria-label", "Filter operations");
filter.addEventListener("input", () => {
  const words = filter.value.toLowerCase().split(/\s+/);
  for (const link of document.querySelectorAll("nav li a")) {
    const article = document.getElementById(link.hash.slice(1));
    const text = article.textContent.toLowerCase();
    link.parentElement.hidden = article.hidden = !words.every((word) => text.includes(word));
  }
});
document.querySelector("nav").prepend(filter);

// A link to an operation that the filter hides shows it again.
addEventListener("hashchange", () => {
  const target = document.getElementById(location.hash.slice(1));
  const article = target && target.closest("article");
  if (article) article.hidden = false;
});
