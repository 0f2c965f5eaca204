// Saves a draft while somebody writes. Without this the buttons of the form do it.
const form = document.querySelector("form[data-draft]");
const said = form?.querySelector("[data-draft-said]");
const PAUSE = 5000;
let waiting = 0;
let sending = false;
let conflict = false;

// What is sent is the form as it stands, without files: those are sent by the button.
const content = () => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) {
    if (value instanceof File) data.delete(name);
  }
  return data;
};

const save = async () => {
  if (sending || conflict) return;
  sending = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: content(),
      headers: { "X-Draft": "1" },
      redirect: "manual",
    });
    // Anything else than JSON is the way to the sign-in: the button leads there with the text.
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return;
    const { said: sentence, values } = await answer.json();
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
    sending = false;
  }
};

const later = () => {
  clearTimeout(waiting);
  waiting = setTimeout(save, PAUSE);
};

form?.addEventListener("input", later);
form?.addEventListener("submit", () => clearTimeout(waiting));
