// Saves a draft while somebody writes, and asks before what is not saved yet is left behind.
// Without this the buttons of the form do it.
const form = document.querySelector("form[data-draft]");
const said = form?.querySelector("[data-draft-said]");
const PAUSE = 5000;
const PATIENCE = 20000;
let waiting = 0;
let saving = null;
let conflict = false;
let unsaved = false;

const files = () => [...new FormData(form)].filter(([, value]) => value instanceof File);

// What is sent is the form as it stands, without files: those are sent by the button.
const content = () => {
  const data = new FormData(form);
  for (const [name] of files()) data.delete(name);
  return data;
};

const send = async () => {
  unsaved = false;
  let saved = false;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: content(),
      headers: { "X-Draft": "1" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    // Anything else than JSON is the way to the sign-in: the button leads there with the text.
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return;
    const { said: sentence, values } = await answer.json();
    saved = answer.ok;
    // Another token would not help: somebody else's text has to be looked at first.
    conflict = answer.status === 409;
    for (const [name, value] of Object.entries(values ?? {})) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    said.textContent = sentence;
  } catch {
    // No connection: the next pause tries again.
    later();
  } finally {
    // Typed meanwhile, not taken, or a file that only the button sends.
    unsaved ||= !saved || files().some(([, file]) => file.size);
    saving = null;
  }
};

const save = () => {
  // What is typed during a save is saved by the next.
  if (saving) later();
  else if (!conflict) saving = send();
};

const later = () => {
  clearTimeout(waiting);
  waiting = setTimeout(save, PAUSE);
};

form?.addEventListener("input", () => {
  unsaved = true;
  later();
});

// The server can refuse a file only once all of it was sent; what it would say stands at the field.
const refused = () =>
  [...form.querySelectorAll("[data-most-bytes]")].some((input) => {
    const { mostBytes, tooLarge } = input.dataset;
    const isTooLarge = [...input.files].some(({ size }) => size > Number(mostBytes));
    input.setCustomValidity(isTooLarge ? tooLarge : "");
    return !input.reportValidity();
  });

form?.addEventListener("submit", (event) => {
  if (refused()) {
    event.preventDefault();
    return;
  }
  clearTimeout(waiting);
  if (!saving) {
    unsaved = false;
    return;
  }
  // The button would send the token that the save under way is about to replace.
  event.preventDefault();
  saving.then(() => form.requestSubmit(event.submitter));
});

addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
