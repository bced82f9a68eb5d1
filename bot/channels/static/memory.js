// What this browser remembers: the conversation's name, the draft, and messages not sent yet.
const KEY = 'tthc-chat';
let memory = { session: null, draft: '', unsent: [] };
try {
  memory = { ...memory, ...JSON.parse(localStorage.getItem(KEY) || '{}') };
} catch {
  // Storage may be closed (private window): then the page forgets, and still works.
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // See above; also a full storage.
  }
}

export const session = () => memory.session;
export const draft = () => memory.draft;
export const unsent = () => memory.unsent;

export function setSession(value) {
  if (memory.session === value) return;
  memory.session = value;
  keep();
}

export function setDraft(value) {
  memory.draft = value;
  keep();
}

// Files cannot be kept: of a message with files only the text is.
export function keepUnsent({ id, text, action, label }) {
  if (!text && !action) return;
  memory.unsent = memory.unsent.filter((one) => one.id !== id).concat({ id, text, action, label }).slice(-20);
  keep();
}

export function dropUnsent(id) {
  if (!memory.unsent.some((one) => one.id === id)) return;
  memory.unsent = memory.unsent.filter((one) => one.id !== id);
  keep();
}

export function forgetAll() {
  memory = { session: null, draft: '', unsent: [] };
  keep();
}

// crypto.randomUUID exists only on https pages.
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
