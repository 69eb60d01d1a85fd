// A visit: draws the page from its pack (JSON in #pack), checks it by the pack's own rules, and adds to the deed what no input holds.
// Runs before field.js, which recalls the draft into the inputs drawn here, walks the steps and sends. Needs pictures.js.
"use strict";

const pack = JSON.parse(document.getElementById("pack").textContent);
const visitForm = document.getElementById("deed");
const lists = (name) => visitForm.querySelector(`[data-list=${name}]`);
const picked = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const filled = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const chosen = (name) => visitForm.querySelector(`[name="${name}"]:checked`)?.value;
const began = performance.now();
const serverNow = () => new Date(Date.parse(pack.now) + performance.now() - began);
const moment = visitForm.elements.namedItem("at");
const pageMoment = moment.value;
let isTried = false;
let pictures = [];
let pad = null;

// ── drawing ────────────────────────────────────────────────────────────────────
function drawPapers() {
  if (!pack.papers.length) lists("papers").textContent = pack.words.no_papers;
  for (const paper of pack.papers) {
    const row = picked("t-paper");
    row.querySelector("b").textContent = paper.name;
    row.querySelector(".meta").textContent = paper.about;
    for (const state of paper.states) {
      const label = picked("t-state");
      const input = label.querySelector("input");
      Object.assign(input, { name: `papers.${paper.position}`, value: state.value, checked: state.value === paper.state });
      label.querySelector("span").textContent = state.word;
      row.querySelector("[data-states]").append(label);
    }
    lists("papers").append(row);
  }
}

function drawMembers() {
  const asks = pack.members.some((one) => one.asks);
  pack.members.forEach((member, n) => {
    const label = picked("t-member");
    const input = label.querySelector("input");
    input.value = member.id;
    input.checked = asks ? member.asks : n === 0;
    label.querySelector("b").textContent = member.name;
    label.querySelector(".sub").textContent = member.about;
    lists("members").append(label);
  });
}

function drawChoices(name, list, choices) {
  for (const choice of choices) {
    const label = picked("t-choice");
    Object.assign(label.querySelector("input"), { name, value: choice.value });
    label.querySelector("b").textContent = choice.word;
    label.querySelector(".sub").textContent = choice.next ?? "";
    lists(list).append(label);
  }
}

function drawReasons() {
  const select = visitForm.querySelector("[name=no_position]");
  for (const reason of pack.reasons) select.add(new Option(reason.word, reason.value));
}

function drawPictures() {
  for (const shots of visitForm.querySelectorAll("[data-shots]")) {
    shots.querySelectorAll("figure").forEach((figure) => figure.remove());
    const own = pictures.filter((picture) => picture.kind === shots.dataset.shots);
    shots.prepend(...own.map((picture) => {
      const figure = picked("t-shot");
      figure.querySelector("img").src = picture.data;
      figure.querySelector("img").alt = pack.words[picture.kind];
      figure.querySelector("button").addEventListener("click", () => setPictures(pictures.filter((other) => other !== picture)));
      return figure;
    }));
  }
  follow();
}

// ── what follows from what was chosen ──────────────────────────────────────────
const outcome = () => pack.outcomes.find((one) => one.value === chosen("outcome"));
const stateOf = (paper) => chosen(`papers.${paper.position}`) ?? paper.state;
const heldPapers = () => pack.papers.filter((paper) => stateOf(paper) === "held");
const lackingPapers = () => pack.papers.filter((paper) => paper.required && ["missing", "deferred"].includes(stateOf(paper)));
const isLate = () => pack.case.due_at !== null && serverNow() >= new Date(pack.case.due_at);
const spot = () => JSON.parse(visitForm.elements.namedItem("spot").value || "null");

function follow() {
  const way = outcome();
  const completing = Boolean(way?.completing);
  const shown = { day: Boolean(way?.day), completing, held: completing && heldPapers().length > 0, late: completing && isLate() };
  for (const [name, isShown] of Object.entries(shown)) {
    const field = visitForm.querySelector(`[data-only=${name}]`);
    field.hidden = !isShown;
    for (const input of field.querySelectorAll("input,textarea")) input.disabled = !isShown;
  }
  visitForm.querySelector("[data-held]").textContent = heldPapers().map((paper) => paper.name).join("、");
  visitForm.querySelector("[data-due]").textContent = pack.case.due ?? "";
  visitForm.elements.namedItem("next_on").min = pack.today;
  showSpot();
  sumUp();
}

function sumUp() {
  const says = (list, sentence) => {
    const step = (typeof list === "string" ? lists(list) : list)?.closest(".step");
    if (!step) return;
    step.querySelector("[data-said]").textContent = sentence;
    if (!step.querySelector("details").open) step.querySelector("[data-sum]").textContent = step.dataset.state === "later" ? "" : sentence;
  };
  const here = pack.papers.filter((paper) => ["seen", "held", "given_back"].includes(stateOf(paper))).length;
  const names = pack.members.filter((member) => visitForm.querySelector(`[name=served][value="${member.id}"]`).checked);
  const pictureFields = visitForm.querySelector("[data-shots]");
  says("papers", pack.papers.length ? filled(pack.words.papers, { n: here, all: pack.papers.length }) : pack.words.no_papers);
  says("members", names.map((member) => member.name).join("、"));
  says("outcomes", outcome()?.word ?? "");
  if (pictureFields) says(pictureFields, filled(pack.words.photos, { n: pictures.length + (isSigned() ? 1 : 0) }));
  if (pack.evidence.includes("position")) {
    const why = visitForm.querySelector("[name=no_position]");
    says(why, spot() ? visitForm.querySelector("[data-spot] span").textContent : why.value && why.selectedOptions[0].text);
  }
}

function showSpot() {
  const found = spot();
  const line = visitForm.querySelector("[data-spot]");
  line.hidden = !found;
  if (!found) return;
  const parts = [filled(pack.words.position, { time: found.time })];
  if (found.accuracy_m !== null) parts.push(filled(pack.words.accuracy, { n: Math.round(found.accuracy_m) }));
  line.querySelector("span").textContent = parts.join(pack.words.comma);
}

// ── position: asked by a tap, refused without harm ─────────────────────────────
function setSpot(found) {
  visitForm.elements.namedItem("spot").value = found ? JSON.stringify(found) : "";
  visitForm.querySelector("[data-why]").hidden = Boolean(found);
  if (found) visitForm.querySelector("[name=no_position]").value = "";
  visitForm.elements.namedItem("spot").dispatchEvent(new Event("input", { bubbles: true }));
}

function locate() {
  const reason = (value) => {
    setSpot(null);
    visitForm.querySelector("[name=no_position]").value = value;
    follow();
  };
  if (!navigator.geolocation || !window.isSecureContext) {
    reason("refused"); // plain http: the browser gives none
    return;
  }
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const time = serverNow().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
    setSpot({ lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy ?? null, time });
  }, (refusal) => reason(refusal.code === 1 ? "refused" : "no_signal"), { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 });
}

// ── pictures and the signature ─────────────────────────────────────────────────
async function setPictures(next) {
  pictures = next;
  drawPictures();
  await keepPictures(visitForm.dataset.keep, pictures);
}

async function takePicture(input) {
  const [file] = input.files;
  const kind = input.dataset.picture;
  input.value = "";
  if (!file) return;
  if (pictures.length + (isSigned() ? 1 : 0) >= pack.most_photos) {
    showErrors(visitForm, { photos: pack.says.too_many });
    return;
  }
  try {
    await setPictures([...pictures, { kind, name: file.name, data: await madeSmall(file) }]);
    keep(visitForm);
  } catch {
    showErrors(visitForm, { [kind === "photo" ? "photos" : "signature"]: pack.words.unreadable });
  }
}

const isSigned = () => Boolean(pad && !pad.isEmpty());

function setUpPad() {
  const canvas = visitForm.querySelector("[data-pad] canvas");
  if (!canvas || typeof SignaturePad === "undefined") return;
  pad = new SignaturePad(canvas, { backgroundColor: "#fff", penColor: "#1b2733", minWidth: 1, maxWidth: 3 });
  // The frame has its size only when its step is open; a canvas that changes size forgets what was drawn.
  const fit = () => {
    const { width, height } = canvas.getBoundingClientRect();
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    if (!width || canvas.width === Math.round(width * ratio)) return;
    const strokes = pad.toData();
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    pad.fromData(strokes);
  };
  new ResizeObserver(fit).observe(canvas);
  pad.addEventListener("endStroke", () => { keepStrokes(); follow(); });
  visitForm.querySelector("[data-rewrite]").addEventListener("click", () => {
    pad.clear();
    keepStrokes();
    setPictures(pictures.filter((picture) => picture.kind !== "signature"));
  });
}

function keepStrokes() {
  keepPictures(`${visitForm.dataset.keep}.strokes`, isSigned() ? pad.toData() : []);
  keep(visitForm);
}

// ── checking and sending ───────────────────────────────────────────────────────
// What is wrong, in the order of the page.
function wrong() {
  const way = outcome();
  if (!way) return { outcome: pack.says.outcome };
  const errors = way.effective ? wrongProof() : {};
  if (way.effective && !visitForm.querySelector("[name=served]:checked")) errors.served = pack.says.served;
  if (way.day === "must" && !visitForm.elements.namedItem("next_on").value) errors.next_on = pack.says.next_on;
  if (way.completing) Object.assign(errors, wrongCompletion());
  const places = [...visitForm.querySelectorAll("[data-field]")].map((field) => field.dataset.field);
  return Object.fromEntries(Object.entries(errors).sort(([one], [other]) => places.indexOf(one) - places.indexOf(other)));
}

function wrongProof() {
  const has = (kind) => pictures.some((picture) => picture.kind === kind) || (kind === "signature" && isSigned());
  const lacks = {
    photos: !has("photo") && "photo",
    signature: !has("signature") && "signature",
    no_position: !spot() && !visitForm.elements.namedItem("no_position").value && "position",
  };
  const asked = Object.entries(lacks).filter(([, kind]) => kind && pack.evidence.includes(kind));
  return Object.fromEntries(asked.map(([field]) => [field, pack.says[field]]));
}

function wrongCompletion() {
  const errors = {};
  const named = (papers) => ({ papers: papers.map((paper) => paper.name).join("、") });
  if (!pack.case.accepted && lackingPapers().length) errors.papers = filled(pack.says.papers, named(lackingPapers()));
  if (heldPapers().length && !visitForm.elements.namedItem("complete.given_back").checked) errors.given_back = filled(pack.says.given_back, named(heldPapers()));
  if (isLate() && !visitForm.elements.namedItem("complete.late_reason").value.trim()) errors.late_reason = pack.says.late_reason;
  return errors;
}

document.addEventListener("submit", (event) => {
  if (event.target !== visitForm) return;
  const errors = wrong();
  const [first] = Object.keys(errors);
  if (!first) {
    isTried = true;
    showErrors(visitForm, {});
    return;
  }
  event.preventDefault();
  rest(visitForm);
  if (!isTried) { // page.js dated the deed: its moment is that of the first try to send, and this was none
    moment.value = pageMoment;
    delete moment.dataset.set;
  }
  const step = visitForm.querySelector(`[data-field="${first}"]`).closest("details");
  const here = Object.entries(errors).filter(([name]) => visitForm.querySelector(`[data-field="${name}"]`).closest("details") === step);
  showErrors(visitForm, Object.fromEntries(here.reverse())); // the first comes last into view
});

visitForm.addEventListener("deed", ({ detail: { body } }) => {
  const way = outcome();
  const before = new Map(pack.papers.map((paper) => [String(paper.position), paper.state]));
  body.papers = Object.fromEntries(Object.entries(body.papers ?? {}).filter(([position, state]) => before.get(position) !== state));
  const found = JSON.parse(body.spot || "null");
  delete body.spot;
  body.position = found && { lon: found.lon, lat: found.lat, accuracy_m: found.accuracy_m };
  body.next_on = way.day ? body.next_on || null : null;
  if (!way.effective) Object.assign(body, { served: [], papers: {} });
  body.complete = way.completing ? { outcome: body.complete.outcome, given_back: body.complete.given_back === true, late_reason: body.complete.late_reason ?? "" } : null;
  body.photos = way.effective ? [...pictures] : [];
  if (way.effective && isSigned()) body.photos.push({ kind: "signature", name: "signature", data: pad.toDataURL("image/png") });
});

// ── at the start ───────────────────────────────────────────────────────────────
drawPapers();
drawMembers();
drawChoices("outcome", "outcomes", pack.outcomes);
drawChoices("complete.outcome", "results", pack.results);
drawReasons();
lists("results").querySelector("input").checked = true;
visitForm.addEventListener("change", (event) => {
  if (event.target.dataset.picture) takePicture(event.target);
  else follow();
});
visitForm.addEventListener("input", follow);
visitForm.addEventListener("recalled", () => {
  isTried = moment.dataset.set === "yes";
  follow();
});
visitForm.addEventListener("step", ({ detail: { now, all } }) => {
  const minutes = Math.floor((serverNow() - new Date(visitForm.elements.namedItem("begun_at").value)) / 60_000);
  const parts = now < 0 ? [] : [filled(pack.words.step, { n: now + 1, all })];
  if (minutes > 0 && minutes < 600) parts.push(filled(pack.words.minutes, { n: minutes }));
  progress.textContent = parts.join(pack.words.comma);
});
visitForm.addEventListener("taken", () => {
  keepPictures(visitForm.dataset.keep, []);
  keepPictures(`${visitForm.dataset.keep}.strokes`, []);
});
visitForm.querySelector("[data-locate]").addEventListener("click", locate);
visitForm.querySelector("[data-no-spot]").addEventListener("click", () => {
  setSpot(null);
  visitForm.querySelector("[name=no_position]").focus();
});
const progress = document.createElement("p");
progress.className = "meta";
visitForm.querySelector(".steps-line").after(progress);
setUpPad();
follow();
(async () => {
  await dropPictures((key) => localStorage.getItem(`daiban.kept.${key.replace(/\.strokes$/, "")}`) !== null);
  pictures = await keptPictures(visitForm.dataset.keep);
  const strokes = await keptPictures(`${visitForm.dataset.keep}.strokes`);
  if (pad && strokes.length) pad.fromData(strokes);
  drawPictures();
})();
