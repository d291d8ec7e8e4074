// ---- Cards in the application: decided of by forms, which the script sends without leaving the page.
// The server answers with the card as it is now, with what stands above the list, and which is next.

const fragment = (text) => new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
const cardOf = (element) => element?.closest("article.decide") ?? null;
const currentCard = () => cardOf(document.activeElement) ?? cardOf(lastCard()) ?? document.querySelector("article.decide");

function putCard(card, text) {
  const fresh = fragment(text);
  const had = card.contains(document.activeElement);
  fresh.classList.toggle("on", card.classList.contains("on"));
  card.replaceWith(fresh);
  if (had) fresh.focus({ preventScroll: true });
  return fresh;
}

/** The card as it is now, with the `form` of an action that is too long to stand on every card; `yields`:
 * not if a form was opened on it while the answer was on its way. */
async function reloadCard(card, { form = "", yields = false } = {}) {
  const query = new URLSearchParams(card.querySelector("[name=query]")?.value ?? location.search);
  if (form) query.set("form", form);
  const answer = await fetch(`/items/${card.dataset.address}/${card.dataset.key}?${query}`);
  if (!answer.ok || (yields && card.querySelector("details.means[open]"))) return card;
  return putCard(card, await answer.text());
}

let lastDecided = "";
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("decide" in form.dataset)) return;
  event.preventDefault();
  const card = cardOf(form);
  // Another decided meanwhile: the card as it is now, with what was typed here.
  const refused = (answer) => { if (card && answer.card) putCard(card, answer.card); };
  const made = await send(form.getAttribute("action"), fieldsOf(new FormData(form, event.submitter)), refused);
  if (!made) return;
  if (!made.undone) lastDecided = made.item;
  if (card) forget(all("form.why", card));
  if (made.tools) byId("list-tools")?.replaceWith(fragment(made.tools));
  const shown = byId(made.item);
  if (shown && made.card) putCard(shown, made.card);
  else if (shown) await reloadCard(shown);
  else if (byId("pairs")) await refresh("#rows,#list-tools");
  else if (!card) location.reload();
  if (made.undone) go(byId(made.item));
  else if (card) goOn(made, byId(made.item));
});

/** To the next that is open, which may stand on another page of the list. */
function goOn(made, from) {
  if (made.next && byId(made.next)) go(byId(made.next));
  else if (made.next && made.next_at) location.assign(made.next_at);
  else if (!nextOpen(from)) tell(_("Kept. Nothing more is open here."), true);
}

function nextOpen(from) {
  const cards = all("article.decide");
  const at = cards.indexOf(from);
  const next = [...cards.slice(at + 1), ...cards.slice(0, at + 1)].find((card) => "open" in card.dataset && card !== from);
  go(next);
  return next;
}

async function openMeans(...actions) {
  let card = currentCard();
  if (card?.querySelector(`[data-form="${actions[0]}"]`)) card = await reloadCard(card, { form: actions[0] });
  const means = actions.map((action) => card?.querySelector(`[data-means="${action}"]`)).find(Boolean);
  if (!means) return;
  means.open = true;
  remembered(means.querySelector("form"));
  means.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-form]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  cardOf(link).focus({ preventScroll: true });
  openMeans(link.dataset.form);
});

// What was typed and not kept stands in the form again; Escape closes it.
document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.means[open]")) remembered(event.target.querySelector("form"));
}, true);
document.addEventListener("keydown", (event) => {
  const means = event.key === "Escape" && event.target.closest("details.means[open]");
  if (!means) return;
  means.open = false;
  cardOf(means)?.focus();
});

if (token) {
  keys.u = () => {
    const undo = document.querySelector("#list-tools [data-undo]") ?? byId(lastDecided)?.querySelector("form[action^='/undo/'] button");
    undo?.form.requestSubmit(undo);
  };
}
if (token && document.querySelector("article.decide")) {
  Object.assign(keys, {
    c: () => {
      const yes = currentCard()?.querySelector("button.yes");
      if (yes) yes.form.requestSubmit(yes);
      else openMeans("accept");
    },
    r: () => openMeans("reject", "disagree", "override"),
    e: () => openMeans("amend"),
    d: () => openMeans("adjudicate"),
    m: () => openMeans("comment"),
    h: () => currentCard()?.querySelector("a[href$='/history']")?.click(),
    f: () => nextOpen(currentCard()),
  });
}

// ---- what others decide of these cards

document.addEventListener("decided", async ({ detail }) => {
  const card = byId(detail.item);
  if (!card || card.dataset.address !== detail.call) return;
  if (card.querySelector("details.means[open]")) tell(_("{} decided a card that you are working on.", detail.by));
  else await reloadCard(card, { yields: true });
});

// ---- a third who answers as neither did: the fields are open while that is chosen, and choosing one of them chooses it

document.addEventListener("change", ({ target }) => {
  const found = target.closest("[data-means=adjudicate] form");
  if (!found) return;
  const own = found.querySelector("[value=own]");
  if (target.closest("details.own")) own.checked = true;
  found.querySelector("details.own").open = own.checked;
});
