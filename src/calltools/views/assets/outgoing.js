// ---- A plan of what goes: each word is heard and answered, by keys too.

const planWords = () => all("article.plan-word");
const thisWord = () => document.activeElement?.closest?.("article.plan-word") ?? null;

/** Plays a word; again, the next of its places. */
function hearWord(word) {
  const places = all("button[data-play]", word);
  const next = places[(Number(word.dataset.heard ?? -1) + 1) % places.length];
  word.dataset.heard = places.indexOf(next);
  if (next) hear(next);
}

function goToWord(word) {
  if (!word) return;
  word.focus();
  word.scrollIntoView({ block: "nearest" });
  hearWord(word);
}

function stepWord(by) {
  const words = planWords();
  goToWord(words[clamp(words.indexOf(thisWord()) + by, 0, words.length - 1)]);
}

function answerWord(key) {
  const word = thisWord();
  word?.querySelector(`button[data-key="${key}"]`)?.click();
  if (!word || key === "u") return;
  const words = planWords();
  goToWord(words.slice(words.indexOf(word) + 1).find((one) => one.classList.contains("answer-none")));
}

if (token && document.querySelector(".plan-desk")) {
  Object.assign(keys, {
    y: () => answerWord("y"),
    n: () => answerWord("n"),
    u: () => answerWord("u"),
    j: () => stepWord(1),
    k: () => stepWord(-1),
    p: () => hearWord(thisWord() ?? planWords()[0]),
  });
}
