// ---- The application: decisions, corrections, sound and keys of the review application.  Nothing is taken for kept
// before the server says so; what was typed stays in this browser until then.

const token = document.querySelector('meta[name="token"]')?.content;
const told = byId("told");

// What is told goes away by itself where nobody has to do anything about it.
let telling;
function tell(text, passes = false) {
  clearTimeout(telling);
  told.textContent = text;
  told.hidden = !text;
  if (passes) telling = setTimeout(() => tell(""), 4000);
}

/** What the server answers to `body`, fields or a form with files; null where it kept nothing, after `refused` with its answer. */
async function send(path, body, refused = () => {}, done = _("Kept.")) {
  const hasFiles = body instanceof FormData;
  const headers = { "x-calltools-token": token, ...(hasFiles ? {} : { "content-type": "application/json" }) };
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers, body: hasFiles ? body : JSON.stringify(body) });
  } catch {
    tell(_("Not kept: the server can’t be reached. What you typed is still here; try again."));
    return null;
  }
  const found = await answer.json().catch(() => ({ problem: _("the server answered with nothing") }));
  if (!answer.ok) {
    tell(_("Not kept: {}", found.problem));
    refused(found);
    return null;
  }
  tell(found.back ? "" : done, true);
  return found;
}

// ---- forms that stay on their page: sent as they would be posted, and what they change is shown

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("live" in form.dataset)) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const made = await send(form.getAttribute("action"), form.enctype === "multipart/form-data" ? data : fieldsOf(data));
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

/** Shows the parts of this page that `selectors` name as they are now, at this address or `at` another. */
async function refresh(selectors, at = location.href) {
  const answer = await fetch(at);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of selectors.split(",")) {
    const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (old && now) old.replaceWith(now);
  }
  findTimed();
}

// ---- what was typed is kept here until the server has it

function draftKey(found) {
  const of = found.closest("article.decide")?.dataset ?? found.dataset;
  return `draft ${of.address} ${of.key} ${found.dataset.for ?? found.closest("[data-means]")?.dataset.means}`;
}

document.addEventListener("input", (event) => {
  const found = event.target.closest("form.why");
  if (!found) return;
  const typed = [...new FormData(found)].filter(([name]) => found.elements.namedItem(name).type !== "hidden");
  localStorage.setItem(draftKey(found), JSON.stringify(typed));
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

// In a text of several lines Enter begins a line: with Ctrl it keeps the form.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form");
  const keeps = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (form && keeps) form.requestSubmit(form.querySelector("button:not([type=button])"));
});

// ---- a first page on which calls are still being counted

async function countAgain() {
  if (!document.activeElement?.closest("main")) await refresh("#main");
  if (document.querySelector("[data-counting]")) setTimeout(countAgain, 2000);
}
if (document.querySelector("[data-counting]")) setTimeout(countAgain, 2000);

// ---- what others decide

function listen() {
  const news = new EventSource("/news");
  news.addEventListener("message", (event) => {
    const found = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent("decided", { detail: found }));
  });
  news.addEventListener("error", () => {
    if (news.readyState === EventSource.CLOSED) setTimeout(listen, 10000); // refused, as while the database is away
  });
}
if (token) listen();

/** What is selected within one element that `selector` names, without what stands there of others; `before`
 * is what stands before it there, or in its sentence. */
function selectedWords(selector) {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const start = range.startContainer.parentElement;
  const text = start?.closest(selector);
  if (!text?.contains(range.endContainer)) return null;
  const within = start.closest(".sentence") ?? text;
  const before = document.createRange();
  before.selectNodeContents(within);
  before.setEnd(range.startContainer, range.startOffset);
  return { within, text: plain(range), before: plain(before) };
}

function plain(range) {
  const part = range.cloneContents();
  for (const other of part.querySelectorAll("del, small")) other.remove();
  return part.textContent;
}

