// Words to go on with while typing, and an address without what was left empty. The page does
// without either.
const form = document.getElementById("find");
const field = form.elements.q;
const words = document.getElementById("words");
let waiting, asking;

const suggest = async () => {
  asking?.abort();
  asking = new AbortController();
  const address = `${field.dataset.suggest}?${new URLSearchParams({ q: field.value })}`;
  try {
    const answer = await fetch(address, { signal: asking.signal });
    const found = answer.ok ? (await answer.json()).words : [];
    words.replaceChildren(...found.map((word) => new Option(word, word)));
  } catch {
    // Another letter was typed, or nobody answers: nothing is suggested.
  }
};

field.addEventListener("input", () => {
  clearTimeout(waiting);
  if (field.value.trim().length > 1) waiting = setTimeout(suggest, 200);
});

form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) {
    if (value === "") formData.delete(name);
  }
});
