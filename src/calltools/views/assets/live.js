// ---- The application: decisions, corrections, sound and keys of the review application.  Nothing is taken for kept
// before the server says so; what was typed stays in this browser until then.

const token = document.querySelector('meta[name="token"]')?.content;
const told = document.getElementById("told");
const audio = document.getElementById("audio");
let lastEvents = [];

function tell(text) {
  told.textContent = text;
  told.hidden = !text;
}

async function send(path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-calltools-token": token },
      body: JSON.stringify(body),
    });
  } catch {
    tell(_("Not kept: the server can’t be reached. What you typed is still here; try again."));
    return null;
  }
  const found = await answer.json().catch(() => ({ problem: _("the server answered with nothing") }));
  if (!answer.ok) {
    tell(_("Not kept: {}", found.problem));
    return null;
  }
  tell(_("Kept."));
  return found;
}

// ---- forms that stay on their page: sent as they would be posted, and what they change is shown

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("live" in form.dataset)) return;
  event.preventDefault();
  const made = await send(form.getAttribute("action"), fieldsOf(new FormData(form, event.submitter)));
  if (!made) return;
  forget([form]);
  if (made.back) location.assign(made.back);
  else if (form.dataset.refresh === "page") location.reload();
  else await refresh(form.dataset.refresh ?? "main");
});

// The fields of a form; those named `a.b` are what `a` holds.
function fieldsOf(data) {
  const fields = {};
  for (const [name, value] of data) {
    const [whole, part] = name.split(".", 2);
    if (name === "token") continue;
    if (part) (fields[whole] ??= {})[part] = value;
    else fields[name] = value;
  }
  return fields;
}

/** Shows the parts of this page that `selectors` name as they are now. */
async function refresh(selectors) {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of selectors.split(",")) {
    const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (old && now) old.replaceWith(now);
  }
}

// ---- cards

// `yields`: not if a form was opened on the card while the answer was on its way.
async function reload(card, yields = false) {
  const { address, key } = card.dataset;
  const answer = await fetch(`/items/${address}/${key}`);
  if (!answer.ok) return;
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  const fresh = box.content.querySelector("article");
  if (yields && card.querySelector("form.why:not([hidden])")) return;
  const had = card.contains(document.activeElement);
  card.replaceWith(fresh);
  if (had) fresh.focus();
}

async function decide(card, action, value = {}, reason = "") {
  const { address, key, seen, after } = card.dataset;
  const found = await send(`/items/${address}/${key}`, {
    action, value, reason, seen, after: JSON.parse(after),
  });
  if (found) {
    kept(found.event);
    forget(card.querySelectorAll("form.why"));
    await reload(card);
  } else {
    await showNewest(card);
  }
}

// A refused decision is not thrown away: the card is shown as it is now, the form stays open.
async function showNewest(card) {
  const open = card.querySelector("form.why:not([hidden])");
  if (!open) await reload(card);
}

function form(card, name) {
  return card.querySelector(`form[data-for="${name}"]`);
}

function openForm(card, name, action) {
  for (const one of card.querySelectorAll("form.why")) one.hidden = true;
  const found = form(card, name);
  if (!found) return;
  found.dataset.action = action;
  found.hidden = false;
  remembered(found);
  found.querySelector("textarea, select, input")?.focus();
}

function amended(found) {
  const value = {};
  for (const input of found.querySelectorAll("[data-was]")) {
    const was = input.dataset.was;
    if (input.value === was || (input.value === "" && was === "")) continue;
    if ("yes" in input.dataset) value[input.name] = JSON.parse(input.value);
    else if (input.type === "number") value[input.name] = input.value === "" ? null : Number(input.value);
    else value[input.name] = input.value === "" ? null : input.value;
  }
  return value;
}

document.addEventListener("submit", async (event) => {
  const found = event.target;
  const card = found.closest("article.decide");
  if (!card || !found.dataset.for) return;
  event.preventDefault();
  const data = new FormData(found);
  const reason = String(data.get("reason") ?? "");
  const action = found.dataset.action;
  if (action === "amend") await decide(card, action, amended(found), reason);
  else if (action === "override") await decide(card, action, { verdict: data.get("verdict") }, reason);
  else if (found.dataset.differs) await decide(card, action, { translation_differs: JSON.parse(found.dataset.differs) }, reason);
  else if (action === "comment") await decide(card, action, { text: data.get("text") });
  else if (action === "adjudicate") {
    const round = found.querySelector("input[name=round]:checked");
    const value = { action: round.dataset.action, value: JSON.parse(round.dataset.value) };
    await decide(card, action, value, reason);
  } else await decide(card, action, {}, reason);
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const card = button.closest("article.decide");
  const { action, form: wanted, undo, cancel, play, read } = button.dataset;
  if (cancel !== undefined) button.closest("form").hidden = true;
  else if (undo) await undoEvent(undo, card);
  else if (card && wanted) openForm(card, wanted, action);
  else if (card && "reason" in button.dataset) openForm(card, "reason", action);
  else if (card && action) await decide(card, action);
  else if (play !== undefined) hear(button);
  else if (read) {
    if (await send(`/items/${button.dataset.address}/${read}`, { action: "read", value: {} })) location.reload();
  }
});

async function undoEvent(id, card) {
  if (!id || !(await send(`/undo/${id}`, {}))) return;
  lastEvents = lastEvents.filter((one) => one !== id);
  if (card) await reload(card);
  else if (document.dispatchEvent(new Event("undone", { cancelable: true }))) location.reload();
}

function kept(id) {
  lastEvents.push(id);
}

// ---- what was typed is kept here until the server has it

function draftKey(found) {
  const of = found.closest("article.decide")?.dataset ?? found.dataset;
  return `draft ${of.address} ${of.key} ${found.dataset.for}`;
}

document.addEventListener("input", (event) => {
  const found = event.target.closest("form.why");
  if (found) localStorage.setItem(draftKey(found), JSON.stringify([...new FormData(found)]));
});

function remembered(found) {
  const kept = localStorage.getItem(draftKey(found));
  for (const [name, value] of kept ? JSON.parse(kept) : []) {
    const input = found.elements.namedItem(name);
    if (input && "value" in input) input.value = value;
  }
}

function forget(forms) {
  for (const found of forms) localStorage.removeItem(draftKey(found));
}

// ---- sound, of pages that are of several calls: each card names its own

if (audio) {
  let until = Infinity;
  audio.addEventListener("timeupdate", () => {
    if (audio.currentTime * 1000 >= until) audio.pause();
  });
  // Whoever pauses before the sound has begun does not complain that it did not.
  const start = () => audio.play().catch(() => {});
  player = {
    toggle: () => (audio.paused ? start() : audio.pause()),
    playFrom(ms, end = Infinity, sound = "") {
      if (sound && audio.getAttribute("src") !== sound) audio.src = sound;
      until = end;
      audio.currentTime = ms / 1000;
      start();
    },
  };
}

/** Plays what an element names: `data-play` or `data-start`, `data-end`, `data-sound`. */
function hear(element) {
  const { play, start, end, sound } = element.dataset;
  const whole = element.closest("article.decide")?.dataset ?? {};
  player?.playFrom(Number(play ?? start), Number(end ?? whole.end ?? Infinity), sound ?? whole.sound);
}

// ---- keys

function cards() {
  return [...document.querySelectorAll("article.decide")];
}

function current() {
  return document.activeElement?.closest?.("article.decide") ?? null;
}

function step(by) {
  const all = cards();
  const at = all.indexOf(current());
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const press = (selector) => current()?.querySelector(selector)?.click();
if (token) {
  Object.assign(keys, {
    j: () => step(1),
    k: () => step(-1),
    c: () => press("button.yes"),
    r: () => press("[data-reason], [data-form=override]"),
    e: () => press("[data-form=amend]"),
    d: () => press("[data-form=adjudicate]"),
    u: () => undoEvent(lastEvents.at(-1), current()),
    h: () => press(".choices > a"),
    p: () => {
      const place = document.activeElement?.closest("[data-start]");
      if (place) hear(place);
    },
    " ": () => player?.toggle(),
  });
}

// ---- a first page on which calls are still being counted

async function countAgain() {
  const answer = await fetch("/");
  if (!answer.ok) return;
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  if (!document.activeElement?.closest("main")) document.getElementById("main").replaceWith(box.content.getElementById("main"));
  if (document.querySelector("[data-counting]")) setTimeout(countAgain, 2000);
}
if (document.querySelector("[data-counting]")) setTimeout(countAgain, 2000);

// ---- what others decide

function listen() {
  const news = new EventSource("/news");
  news.addEventListener("message", async (event) => {
    const found = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent("decided", { detail: found }));
    const card = document.getElementById(found.item);
    if (card && card.dataset.address === found.call && !card.querySelector("form.why:not([hidden])")) await reload(card, true);
    else if (card) tell(_("{} decided of a card that you are at work on.", found.by));
  });
  news.addEventListener("error", () => {
    if (news.readyState === EventSource.CLOSED) setTimeout(listen, 10000); // refused, as while the database is away
  });
}
if (token) listen();
