// What the page does better with scripts; without them every form still works.
"use strict";

const dossier = document.body.dataset.dossier || "";
const about = dossier ? `?dossier=${encodeURIComponent(dossier)}` : "";
const PRESENCE = 20000, STEP = 400;

// The page says that it is open, and when it is left: what it holds is then freed
function stay() {
  fetch(`/presence${about}`, { method: "POST" }).catch(() => {});
}
setInterval(stay, PRESENCE);
addEventListener("pageshow", (event) => event.persisted && stay());
addEventListener("pagehide", () => navigator.sendBeacon(`/depart${about}`));

// What must be read first receives the focus; work may end before its progress is ever shown
const target = document.querySelector("[data-attention]")
  || document.getElementById(location.hash.slice(1))
  || document.getElementById(document.body.dataset.apres || "");
if (target) target.focus();

// Long work: where it is, then its result
async function follow(box) {
  try {
    const answer = await (await fetch(box.dataset.suivi)).json();
    if (answer.fini) {
      location.hash = answer.vers;
      return location.reload();
    }
    const shown = box.querySelector("[data-etape]");
    if (shown.textContent !== `${answer.etape}…`) shown.textContent = `${answer.etape}…`;
  } catch {
    return location.reload();
  }
  setTimeout(follow, STEP, box);
}
const working = document.querySelector("[data-suivi]");
if (working) setTimeout(follow, STEP, working);

// The files chosen are named, and too much is said before it is sent
for (const input of document.querySelectorAll("input[type=file]")) {
  const list = document.createElement("ul");
  list.className = "choisis";
  list.setAttribute("aria-live", "polite");
  input.after(list);
  input.addEventListener("change", () => {
    const files = [...input.files];
    const limit = Number(input.dataset.limite || Infinity);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    list.replaceChildren(...(input.multiple ? files : []).map((file) => {
      const line = document.createElement("li");
      line.textContent = file.name;
      return line;
    }));
    input.setCustomValidity(size > limit ? "Ces fichiers sont trop lourds ensemble : déposez-en moins à la fois." : "");
    input.reportValidity();
  });
  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    input.addEventListener(kind, () => input.classList.toggle("survol", over));
  }
}
