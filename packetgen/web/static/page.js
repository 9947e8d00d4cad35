// What the page does better with scripts; without them every form still works.
"use strict";

const PRESENCE = 20000, STEP = 400;

// The page says that it is open: packetgen stops when no page has been for long
setInterval(() => fetch("/presence", { method: "POST" }).catch(() => {}), PRESENCE);

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
  let chosen = [];
  const show = () => {
    const limit = Number(input.dataset.limite || Infinity);
    const size = chosen.reduce((sum, file) => sum + file.size, 0);
    list.replaceChildren(...(input.multiple ? chosen : []).map(line));
    input.setCustomValidity(size > limit ? "Ces fichiers sont trop lourds ensemble : déposez-en moins à la fois." : "");
    input.reportValidity();
  };
  const line = (file) => {
    const shown = document.createElement("li");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `Retirer ${file.name}`);
    remove.addEventListener("click", () => {
      choose(chosen.filter((each) => each !== file));
      input.focus();
    });
    shown.append(file.name, " ", remove);
    return shown;
  };
  const choose = (files) => {
    const kept = new DataTransfer();
    files.forEach((file) => kept.items.add(file));
    input.files = kept.files;
    chosen = [...input.files];
    show();
  };
  // a second choice adds to the first; a file chosen twice is one
  const same = (one, other) => ["name", "size", "lastModified"].every((key) => one[key] === other[key]);
  input.addEventListener("change", () => {
    const before = input.closest(".depot") ? chosen : [];
    choose([...before.filter((file) => ![...input.files].some((each) => same(file, each))), ...input.files]);
  });
  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    input.addEventListener(kind, () => input.classList.toggle("survol", over));
  }
}
