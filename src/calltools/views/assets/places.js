// ---- Places: what the keys go through, one after another; what belongs to a card lights up with it.
const CARDS = "article[data-item]";
const TURNS = ".turn, .pair[data-stop]";
const WARNINGS = ".turn.flagged, .gap-line:is(.gap-speech_without_text, .gap-unheard)";
const folds = matchMedia("(min-width: 68rem)"); // room for the place beside the text
const reached = new Map(); // of each kind the place last gone to, or heard
let unfolded = null; // what was opened with the card that is gone to

// A place stays what it is when it is shown anew.
const shownNow = (place) => (!place || place.isConnected ? place : byId(place.id));
const chosenCard = () => document.querySelector(`${CARDS}.on`);
const lastCard = () => chosenCard() ?? shownNow(reached.get(CARDS));
const cardOfMark = ({ dataset: { item, card } }) => (card ? byId(card.split(" ")[0]) : document.querySelector(`article[data-item="${item.split(" ")[0]}"]`));

function belonging(card) {
  const turn = byId(`t${card.dataset.turn}`);
  return [...all(`[data-item~="${card.dataset.item}"]:not(article), [data-card~="${card.id}"]`), ...(turn ? [turn] : [])];
}

function leave() {
  for (const other of all(".on")) other.classList.remove("on");
  if (unfolded) unfolded.open = false;
  unfolded = null;
}

/** Goes to a card, a turn or a row: shows it with what belongs to it, and there is where one is. */
function go(place, heard = false) {
  if (!place) return;
  if (place.dataset.from) player.seek(Number(place.dataset.from));
  for (const kind of [CARDS, TURNS, WARNINGS]) if (place.matches(kind)) reached.set(kind, place);
  if (place.matches(CARDS)) showCard(place);
  else bringIntoView(place);
  (place.matches("[tabindex]") ? place : place.querySelector("button.time, a.number"))?.focus({ preventScroll: true });
  if (heard) hear(place.querySelector("button.time"));
}

function showCard(card) {
  leave();
  card.classList.add("on");
  const places = belonging(card);
  for (const place of places) place.classList.add("on");
  unfolded = folds.matches ? card.querySelector("details:not([open]):not(.means)") : null;
  if (unfolded) unfolded.open = true;
  const floats = getComputedStyle(card).position === "fixed";
  const inText = places.find((place) => !place.matches("svg a"));
  if (inText) bringIntoView(inText, floats ? card : null);
  const around = card.closest(".fold");
  const pane = (around ?? document.documentElement).getBoundingClientRect();
  const own = card.getBoundingClientRect();
  if (!around) card.scrollIntoView({ block: "nearest" });
  else if (!floats && (own.top < pane.top || own.bottom > pane.bottom)) {
    around.scrollTop += own.top - pane.top - Math.max(8, (pane.height - own.height) / 4);
  }
  const row = places.map((place) => place.closest(TURNS)).find(Boolean);
  if (row) reached.set(TURNS, row);
}

/** One place on or back; back from the middle of one that is heard to its beginning, as players do.  Past the
 * last of a long call lies its next stretch. */
function goBy(kind, by) {
  const places = all(kind).filter((place) => !place.hidden);
  const here = shownNow(reached.get(kind));
  const at = places.indexOf(here);
  const midway = by < 0 && here?.dataset.from && player.now() - Number(here.dataset.from) > 1500;
  const next = midway ? here : places[at < 0 && by < 0 ? places.length - 1 : at + by];
  if (next) go(next);
  else if (kind === TURNS) document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
}

// What is heard is where one is, of what has a time.
let begun = -1;
player.follow((ms, jumped) => {
  const at = timed.filter(([from, , element]) => from <= ms && element.matches(".turn, .pair, .gap-line, article")).length;
  if (at === begun && !jumped) return;
  begun = at;
  for (const kind of [CARDS, TURNS, WARNINGS]) {
    const places = all(kind).filter((place) => place.dataset.from);
    if (places.length) reached.set(kind, places.findLast((place) => Number(place.dataset.from) <= ms));
  }
});

// ---- Filters of a page that stands alone: none pressed shows all

const filters = all("button[data-kind]");
function filter() {
  const kinds = filters.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.dataset.kind);
  const cards = all(CARDS);
  for (const card of cards) {
    card.hidden = kinds.length > 0 && !card.dataset.kinds.split(" ").some((kind) => kinds.includes(kind));
    for (const place of belonging(card)) place.classList.toggle("muted", card.hidden);
  }
  const open = cards.filter((card) => !card.hidden).length;
  byId("shown").textContent = open === cards.length ? _("{} shown", open) : _("{} of {} shown", open, cards.length);
}
for (const button of filters) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    filter();
  });
}
if (filters.length) filter();

// ---- Clicks and keys

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const time = on("button.time, button[data-play]");
  const mark = on("mark[data-item], [data-card]");
  const word = on("[data-w]");
  if (time) hear(time);
  else if (on("a:not([data-card]), button, summary, select, form, audio") || !getSelection().isCollapsed) return;
  else if (mark) { event.preventDefault(); go(cardOfMark(mark), Boolean(mark.dataset.card)); }
  else if (on(CARDS)) go(on(CARDS), true);
  else if (word) {
    const from = word.dataset.from ?? word.closest(".turn").dataset.from;
    if (from) player.seek(Number(from));
  } else if (!on("article")) leave();
});

{
  const hearCard = () => hear(lastCard()?.querySelector("button.time"));
  const cards = document.querySelector(CARDS) ? CARDS : TURNS;
  const some = (kind, bound) => { if (document.querySelector(kind)) Object.assign(keys, bound); };
  some(`${CARDS}, ${TURNS}`, {
    Escape: leave, j: () => goBy(cards, 1), n: () => goBy(cards, 1), k: () => goBy(cards, -1), p: hearCard, Enter: () => go(lastCard(), true),
  });
  some(TURNS, { ArrowDown: () => goBy(TURNS, 1), ArrowUp: () => goBy(TURNS, -1) });
  some(WARNINGS, { w: () => goBy(WARNINGS, 1), f: () => goBy(WARNINGS, 1), W: () => goBy(WARNINGS, -1), F: () => goBy(WARNINGS, -1) });
}

// A page that is opened by a link: the browser scrolls there when all is there, and only then can what
// belongs to it be brought into view.
function goHash() {
  const place = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  if (place && place.matches(`${CARDS}, .turn`)) go(place);
}
for (const type of ["hashchange", "load"]) addEventListener(type, goHash);

// ---- Paper: each card stands after the part of the document that it is about

{
  const list = byId("items");
  let onPaper = [];
  addEventListener("beforeprint", () => {
    leave();
    onPaper = list ? all(CARDS, list) : [];
    for (const card of onPaper) {
      const place = belonging(card)[0]?.closest(".document .pair, .report > *");
      const group = place && (place.closest(".with-items") ?? grouped(place));
      group?.lastElementChild.append(card);
    }
  });
  addEventListener("afterprint", () => {
    for (const group of all(".with-items")) group.replaceWith(group.firstElementChild);
    list?.append(...onPaper);
  });

  /** A new element in place of `place`, which holds it and room for its cards. */
  const grouped = (place) => {
    const group = document.createElement("div");
    group.className = "with-items";
    place.replaceWith(group);
    group.append(place, document.createElement("div"));
    return group;
  };
}
