// Bubbles on the page. Text of people goes in as text; `html` of replies was made safe by the service.
const past = document.getElementById('past');
const log = document.getElementById('log');
const WHO = { me: 'Anh/chị: ', bot: 'Trợ lý: ', staff: 'Cán bộ: ' };
const clock = new Intl.DateTimeFormat('vi-VN', { hour: '2-digit', minute: '2-digit' });
const calendar = new Intl.DateTimeFormat('vi-VN', { weekday: 'long', day: '2-digit', month: '2-digit', year: 'numeric' });
let day = new Date().toDateString();

export function element(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(label, onPress, className = 'choice') {
  const made = element('button', className, label);
  made.type = 'button';
  made.addEventListener('click', () => onPress(made));
  return made;
}

function choices(buttons, onChoice) {
  const group = element('div', 'choices');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', 'Lựa chọn');
  for (const choice of buttons) {
    group.append(button(choice.label, (made) => {
      made.setAttribute('aria-pressed', 'true');
      onChoice(choice);
    }));
  }
  return group;
}

function bubble(message) {
  const made = element('div', 'bubble');
  if (message.from === 'staff') {
    const who = element('span', 'who', 'Cán bộ trả lời');
    who.setAttribute('aria-hidden', 'true');
    made.append(who);
  }
  const body = element('div');
  if (message.html) body.innerHTML = message.html;
  else body.textContent = message.text || '';
  for (const link of body.querySelectorAll('a[href^="http"]')) link.target = '_blank';
  made.append(body);
  if (message.files && message.files.length) made.append(element('span', 'files', message.files.join(', ')));
  if (!message.html && !message.text && !(message.files || []).length) body.textContent = '(nội dung không được lưu lại)';
  return made;
}

function newDay(at, place) {
  if (at.toDateString() === day && place.childElementCount) return;
  if (at.toDateString() === new Date().toDateString() && !past.childElementCount) return;
  day = at.toDateString();
  const today = day === new Date().toDateString();
  place.append(element('div', 'day', today ? 'Hôm nay' : calendar.format(at)));
}

// Shows one message; `old` ones are not read out. Returns its element.
export function show(message, { old = false, onChoice } = {}) {
  const place = old ? past : log;
  const at = message.at ? new Date(message.at) : new Date();
  if (old) newDay(at, place);
  const made = element('div', `msg ${message.from || 'bot'}${old ? '' : ' fresh'}`);
  made.append(element('span', 'vh', WHO[message.from] || WHO.bot), bubble(message));
  const time = element('time', 'time', clock.format(at));
  time.dateTime = at.toISOString();
  if (message.buttons && message.buttons.length) {
    document.querySelectorAll('.msg:not(.old)').forEach((earlier) => earlier.classList.add('old'));
    made.append(choices(message.buttons, onChoice));
  } else {
    made.append(time);
  }
  place.append(made);
  return made;
}

// Says under a message that it has not been sent, with what can be done.
export function unsent(made, sentence, actions) {
  sent(made);
  made.classList.add('unsent');
  const status = element('div', 'status');
  status.append(element('span', '', sentence));
  for (const { label, onPress } of actions) status.append(button(label, onPress));
  made.append(status);
}

export function sent(made) {
  made.classList.remove('unsent');
  made.querySelector('.status')?.remove();
}

export function notice(sentence, label, onPress) {
  const made = element('div', 'notice', sentence);
  made.append(button(label, () => {
    made.remove();
    onPress();
  }));
  log.append(made);
}

export function clear() {
  past.replaceChildren();
  log.replaceChildren();
}

// Brings the end into view, but never scrolls `top` (the message being answered) out of it.
// Tells whether the end could be reached.
export function scrollToEnd(top) {
  const { end, limit } = reach(top);
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  window.scrollTo({ top: Math.max(0, Math.min(end, limit)), behavior: calm ? 'auto' : 'smooth' });
  return end <= limit;
}

// Whether everything from `top` to the end can be seen at once.
export function fits(top) {
  const { end, limit } = reach(top);
  return end <= limit;
}

function reach(top) {
  const room = document.querySelector('.top').getBoundingClientRect();
  const header = room.bottom > 0 && getComputedStyle(document.querySelector('.top')).position === 'sticky' ? room.height : 0;
  const end = document.documentElement.scrollHeight - window.innerHeight;
  return { end, limit: top ? top.getBoundingClientRect().top + window.scrollY - header - 12 : end };
}

export function atEnd() {
  return document.documentElement.scrollHeight - window.innerHeight - window.scrollY < 120;
}
