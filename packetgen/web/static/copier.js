// Copy a text in one gesture; without it, the text can be selected by hand.
"use strict";

document.documentElement.classList.add("scripts");

async function copied(source) {
  const range = document.createRange(), chosen = getSelection();
  range.selectNodeContents(source);
  chosen.removeAllRanges();
  chosen.addRange(range);
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copie]");
  if (!button) return;
  const [word] = button.childNodes, before = word.textContent;
  word.textContent = (await copied(document.getElementById(button.dataset.copie))) ? "Copié" : "Sélectionné : Ctrl+C";
  button.setAttribute("aria-live", "polite");
  setTimeout(() => (word.textContent = before), 2000);
});
