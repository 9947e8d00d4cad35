// What the page does better with scripts; without them every form still works.
"use strict";

const PRESENCE = 20000, STEP = 250, TYPED = 700, ATTEMPTS = 3;
const JSON_ONLY = { Accept: "application/json" };
document.documentElement.classList.add("scripts");

// The page says that it is open: packetgen stops when no page has been for long
setInterval(() => fetch("/presence", { method: "POST" }).catch(() => {}), PRESENCE);

// What must be read first receives the focus, in its step opened; work may end before its progress
// is ever shown
function show(target) {
  if (!target) return;
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  target.focus();
  target.scrollIntoView({ block: "start" });
}
const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
show(document.querySelector("[data-attention]") || named()
  || document.getElementById(document.body.dataset.apres || ""));
addEventListener("hashchange", () => show(named()));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link && link.hash === location.hash) show(named());
});

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
  } catch (error) {
    if (!(error instanceof TypeError)) return location.reload();
    box.querySelector("[data-etape]").textContent = "packetgen ne répond plus : s’il est arrêté, ouvrez-le de nouveau. Vos fichiers sont gardés.";
  }
  setTimeout(follow, STEP, box);
}
const working = document.querySelector("[data-suivi]");
if (working) setTimeout(follow, STEP, working);

// A choice of files that is sent with its form: what is too heavy is said before
for (const input of document.querySelectorAll("form:not([data-envoi]) input[type=file]")) {
  input.addEventListener("change", () => {
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const isHeavy = size > Number(input.dataset.limite || Infinity);
    input.setCustomValidity(isHeavy ? "Ces fichiers sont trop lourds ensemble : déposez-en moins à la fois." : "");
    input.reportValidity();
  });
}

// Each file is sent by itself, one after the other: kept once it is there, tried again, cancelled
const list = document.querySelector(".envois");
const next = document.querySelector("[data-continuer]");
const queue = [];
let sending = null, dossier = document.body.dataset.dossier || "", isFirst = true;

function enqueue(form, files) {
  list.parentElement.hidden = false;
  for (const file of files) {
    const item = { form, file, attempts: 0, line: line(file.name) };
    item.line.gesture.addEventListener("click", () => (item.hasFailed ? retry(item) : cancel(item)));
    queue.push(item);
  }
  pump();
}

function line(name) {
  const row = document.createElement("li");
  const label = document.createElement("span"), bar = document.createElement("progress");
  const state = document.createElement("span"), gesture = document.createElement("button");
  label.textContent = name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  state.className = "mention";
  state.textContent = "En attente";
  gesture.type = "button";
  gesture.className = "bouton discret";
  gesture.textContent = "Annuler";
  gesture.setAttribute("aria-label", `Annuler l’envoi de ${name}`);
  row.append(label, bar, state, gesture);
  list.append(row);
  return { row, bar, state, gesture, name };
}

function pump() {
  if (sending) return;
  sending = queue.find((item) => !item.isDone && !item.hasFailed);
  if (sending) return send(sending);
  if (!queue.length) return;
  const failed = queue.filter((item) => item.hasFailed);
  next.hidden = !failed.length || !dossier;
  if (!failed.length) finish();
}

function send(item) {
  const request = (item.request = new XMLHttpRequest()), content = new FormData();
  content.append("deposes", item.file);
  const piece = item.form.querySelector("[name=piece]");
  if (piece) content.append("piece", piece.value);
  if (!isFirst) content.append("suite", "1");
  item.line.state.textContent = "Envoi";
  request.upload.addEventListener("progress", (event) => (item.line.bar.value = event.loaded / event.total));
  request.addEventListener("load", () => received(item, request));
  request.addEventListener("error", () => again(item));
  request.addEventListener("abort", () => over(item, "Annulé", true));
  request.open("POST", dossier ? `/dossier/${dossier}/fichiers` : item.form.getAttribute("action"));
  request.setRequestHeader("Accept", JSON_ONLY.Accept);
  request.send(content);
}

function received(item, request) {
  let answer;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    const isHeavy = request.status === 413;
    return fail(item, isHeavy ? "Ce fichier est trop lourd : allégez-le, puis déposez-le de nouveau." : "Refusé : rechargez la page, puis déposez-le de nouveau.");
  }
  isFirst = false;
  dossier = answer.dossier;
  if (answer.erreurs.length) return fail(item, answer.erreurs.join(" "));
  item.line.bar.value = 1;
  over(item, "Gardé", true);
}

function again(item) {
  item.attempts += 1;
  if (item.attempts >= ATTEMPTS) return fail(item, "L’envoi n’a pas abouti. Réessayez, packetgen ouvert. Un dossier ne s’envoie pas : déposez ses fichiers. Un fichier qui a changé de nom est à déposer de nouveau.");
  item.line.state.textContent = "Nouvel essai";
  setTimeout(send, STEP * item.attempts, item);
}

function fail(item, why) {
  item.hasFailed = true;
  item.line.row.className = "erreur";
  item.line.gesture.textContent = "Réessayer";
  item.line.gesture.setAttribute("aria-label", `Réessayer ${item.line.name}`);
  over(item, why, false);
}

function over(item, why, isDone) {
  item.isDone = isDone;
  item.line.state.textContent = why;
  if (isDone) item.line.gesture.remove();
  if (sending === item) sending = null;
  pump();
}

function cancel(item) {
  if (sending === item) item.request.abort();
  else over(item, "Annulé", true);
}

function retry(item) {
  Object.assign(item, { hasFailed: false, attempts: 0 });
  item.line.row.className = "";
  pump();
}

async function finish() {
  const isKept = queue.some((item) => item.line.state.textContent === "Gardé");
  queue.length = 0;
  if (!dossier || !isKept) return;
  const answer = await fetch(`/dossier/${dossier}/rangement`, { method: "POST" });
  const url = new URL(answer.url);
  if (url.pathname === location.pathname) {
    location.hash = url.hash;
    location.reload();
  } else location.assign(url);
}
if (next) next.addEventListener("click", finish);
addEventListener("beforeunload", (event) => sending && event.preventDefault());

for (const form of document.querySelectorAll("[data-envoi]")) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    enqueue(form, [...input.files]);
    input.value = "";
  });
  for (const [kind, isOver] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    input.addEventListener(kind, () => input.classList.toggle("survol", isOver));
  }
}

// What is typed is kept as it is typed, the window closed at once or not
for (const form of document.querySelectorAll("[data-garde]")) {
  const state = form.querySelector("[data-etat-garde]"), typed = new Map();
  let timer;
  const keep = async () => {
    clearTimeout(timer);
    if (!typed.size) return;
    const content = new URLSearchParams([...typed]);
    typed.clear();
    const asked = { method: "POST", body: content, headers: JSON_ONLY, keepalive: true };
    const answer = await fetch(form.action, asked).catch(() => null);
    if (state) state.textContent = answer && answer.ok ? state.dataset.etatGarde || "Gardé, pas encore vérifié." : "Pas gardé : packetgen est-il arrêté ?";
  };
  form.addEventListener("input", (event) => {
    const isOff = event.target.type === "checkbox" && !event.target.checked;
    typed.set(event.target.name, isOff ? "" : event.target.value);
    clearTimeout(timer);
    timer = setTimeout(keep, TYPED);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("pagehide", keep);
}

// Pages side by side, by keyboard
const sheets = [...document.querySelectorAll(".feuilles figure")];
if (sheets.length) {
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const seen = sheets.findIndex((sheet) => sheet === document.activeElement);
    const from = seen < 0 ? (step > 0 ? -1 : 1) : seen;
    const sheet = sheets[Math.min(Math.max(from + step, 0), sheets.length - 1)];
    sheet.focus({ preventScroll: true });
    sheet.scrollIntoView({ block: "start" });
    event.preventDefault();
  });
}
