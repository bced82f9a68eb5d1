// The chat page: one conversation, its history, what is sent and what comes back.
import * as api from './api.js';
import * as composer from './composer.js';
import * as events from './events.js';
import * as memory from './memory.js';
import * as view from './view.js';

const QUIET_RETRY = 1500; // one silent second try when the line was cut
const HIDDEN = 20000; // a page out of sight gives its line back: browsers allow six to one server
const PENDING = 60000; // how long «đang soạn» stays for a reply that comes as an event

const typing = document.getElementById('typing');
const newer = document.getElementById('newer');
const connection = document.getElementById('connection');
const shown = new Set();
const failed = new Map(); // id -> message that waits for «Gửi lại»
let lastSeen = 0;
let waiting = 0;
let pendingUntil = 0;
let lastOwn = null;
let line = Promise.resolve(); // messages go one after the other, in the order written

function receive(reply, { old = false } = {}) {
  if (shown.has(reply.id)) return;
  shown.add(reply.id);
  lastSeen = Math.max(lastSeen, reply.id);
  const wasAtEnd = view.atEnd();
  const made = view.show(reply, { old, onChoice: choose });
  if (old) return;
  const expected = waiting > 0 || Date.now() < pendingUntil;
  pendingUntil = 0;
  typing.hidden = waiting === 0;
  if (expected) {
    // The question stays in sight above its answer, unless the answer has room only without it.
    const first = lastOwn && (view.fits(lastOwn) || !view.fits(made)) ? lastOwn : made;
    const inSight = view.scrollToEnd(first);
    if (lastOwn && inSight) focusChoices(made);
  } else if (wasAtEnd) {
    view.scrollToEnd(made);
  } else {
    newer.hidden = false;
  }
}

// New choices that can be seen get the focus, unless the person is in the middle of writing.
function focusChoices(made) {
  const first = made.querySelector('.choices button');
  if (first && composer.isEmpty() && !document.querySelector('dialog[open]')) first.focus({ preventScroll: true });
}

function choose(choice) {
  post({ action: choice.action, label: choice.label });
}

function post(message) {
  const entry = { id: memory.newId(), text: '', files: [], ...message };
  if (!entry.hidden) {
    entry.made = view.show({ from: 'me', text: entry.label || entry.text, files: entry.files.map((file) => file.name) });
    lastOwn = entry.made;
    view.scrollToEnd();
    memory.keepUnsent(entry);
  }
  deliver(entry);
}

function deliver(entry) {
  failed.delete(entry.id);
  if (entry.made) view.sent(entry.made);
  waiting += 1;
  typing.hidden = false;
  line = line.then(() => attempt(entry)).finally(() => {
    waiting -= 1;
    const left = pendingUntil - Date.now();
    typing.hidden = waiting === 0 && left <= 0;
    if (left > 0) setTimeout(() => { typing.hidden = waiting === 0; }, left);
  });
}

async function attempt(entry) {
  try {
    const answer = await api.send(memory.session(), entry).catch(async (failure) => {
      if (!failure.again || !navigator.onLine) throw failure;
      await new Promise((done) => { setTimeout(done, QUIET_RETRY); });
      return api.send(memory.session(), entry);
    });
    memory.setSession(answer.session);
    memory.dropUnsent(entry.id);
    listen();
    answer.replies.forEach((reply) => receive(reply));
    if (answer.pending) pendingUntil = Date.now() + PENDING;
  } catch (failure) {
    if (!(failure instanceof api.Failure)) throw failure;
    refuse(entry, failure);
  }
}

function refuse(entry, failure) {
  if (entry.hidden) {
    view.notice('Chưa nối được tới trợ lý. Anh/chị vẫn có thể gõ câu hỏi.', 'Thử lại', () => deliver(entry));
  } else if (failure.again || entry.action) {
    failed.set(entry.id, entry);
    const said = failure.message.startsWith('Chưa gửi được') ? failure.message : `Chưa gửi được. ${failure.message}`;
    view.unsent(entry.made, said, [
      { label: 'Gửi lại', onPress: () => deliver(entry) },
    ]);
    view.scrollToEnd();
  } else {
    memory.dropUnsent(entry.id);
    entry.made.remove();
    composer.putBack(entry);
    composer.tell(failure.message);
    composer.focus();
  }
}

function listen() {
  events.open(memory.session(), () => lastSeen, receive, (up) => { connection.hidden = up; });
}

// The address of a QR code («/?g=quay-1») begins at that place, once: a reload goes on where the talk stands.
function cameBy() {
  const key = new URLSearchParams(location.search).get('g');
  if (key === null) return null;
  history.replaceState(null, '', location.pathname);
  return `/start g_${key.slice(0, 60)}`;
}

async function begin(start = cameBy()) {
  if (!memory.session()) {
    post({ text: start || '/start', hidden: true });
    return;
  }
  try {
    const messages = await api.history(memory.session());
    for (const message of messages) {
      if (message.client) memory.dropUnsent(message.client);
      receive(message, { old: true });
    }
    if (start || !messages.length) post({ text: start || '/start', hidden: true });
    listen();
  } catch {
    view.notice('Chưa tải được các tin nhắn trước.', 'Thử lại', () => begin(start));
  }
  showUnsent();
  view.scrollToEnd();
}

// Messages left over from before the page was closed; one the service already has is not shown twice.
function showUnsent() {
  for (const left of memory.unsent()) {
    if (failed.has(left.id)) continue;
    const entry = { files: [], ...left };
    entry.made = view.show({ from: 'me', text: entry.label || entry.text });
    failed.set(entry.id, entry);
    view.unsent(entry.made, 'Chưa gửi được.', [
      { label: 'Gửi lại', onPress: () => deliver(entry) },
      { label: 'Bỏ', onPress: () => { memory.dropUnsent(entry.id); failed.delete(entry.id); entry.made.remove(); } },
    ]);
  }
}

function wireVisibility() {
  let timer = 0;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(events.close, HIDDEN);
    else listen();
  });
}

function wireNewChat() {
  const dialog = document.getElementById('confirm');
  document.getElementById('new-chat').addEventListener('click', () => dialog.showModal());
  dialog.addEventListener('close', () => {
    if (dialog.returnValue !== 'new') return;
    events.close();
    memory.forgetAll();
    location.reload();
  });
}

newer.addEventListener('click', () => {
  newer.hidden = true;
  view.scrollToEnd();
});
addEventListener('scroll', () => { if (view.atEnd()) newer.hidden = true; }, { passive: true });
addEventListener('online', () => [...failed.values()].forEach(deliver));
composer.start(post);
wireNewChat();
wireVisibility();
begin();
