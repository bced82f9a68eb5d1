// The box at the bottom: text, files, keys. What was typed stays until it has been handed on.
import * as memory from './memory.js';
import { element } from './view.js';

const limits = document.body.dataset;
const form = document.getElementById('composer');
const text = document.getElementById('text');
const problem = document.getElementById('problem');
const chosen = document.getElementById('chosen');
let files = [];

export const isEmpty = () => !text.value.trim() && !files.length;
export const focus = () => text.focus();

function fit() {
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight}px`;
}

export function tell(sentence) {
  problem.textContent = sentence;
  problem.hidden = !sentence;
}

// Puts a message back that could not be taken, in front of what has been typed since.
export function putBack(message) {
  text.value = [message.text, text.value].filter(Boolean).join('\n');
  files = [...(message.files || []), ...files];
  memory.setDraft(text.value);
  showFiles();
  fit();
}

const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1).replace('.', ',')} MB`);

function showFiles() {
  chosen.replaceChildren(...files.map((file) => {
    const row = element('li', '', `${file.name} (${size(file.size)})`);
    const remove = element('button', '', '×');
    remove.type = 'button';
    remove.setAttribute('aria-label', `Bỏ tệp ${file.name}`);
    remove.addEventListener('click', () => {
      files = files.filter((one) => one !== file);
      showFiles();
      text.focus();
    });
    row.append(remove);
    return row;
  }));
  chosen.hidden = !files.length;
}

function add(list) {
  const added = Array.from(list);
  const heavy = added.filter((file) => file.size > limits.maxMegabytes * 1048576);
  const rest = added.filter((file) => !heavy.includes(file));
  const room = Math.max(0, limits.maxFiles - files.length);
  files = files.concat(rest.slice(0, room));
  const said = [];
  if (heavy.length) said.push(`Tệp lớn hơn ${limits.maxMegabytes} MB nên không gửi được: ${heavy.map((file) => file.name).join(', ')}.`);
  if (rest.length > room) said.push(`Mỗi tin nhắn gửi được ${limits.maxFiles} tệp; xin gửi phần còn lại ở tin sau.`);
  tell(said.join(' '));
  showFiles();
  text.focus();
}

function take() {
  const message = { text: text.value.trim(), files };
  text.value = '';
  files = [];
  memory.setDraft('');
  tell('');
  showFiles();
  fit();
  return message;
}

function submit(onSend) {
  if (isEmpty()) {
    tell('Anh/chị chưa nhập nội dung.');
    text.focus();
  } else if ([...text.value.trim()].length > limits.maxText) {
    tell(`Tin nhắn dài hơn ${Number(limits.maxText).toLocaleString('vi-VN')} ký tự. Xin chia thành nhiều tin ngắn hơn, hoặc gửi dưới dạng tệp đính kèm.`);
  } else {
    onSend(take());
  }
}

// Someone who types while a button has the focus means the box.
function typingElsewhere(event) {
  const plain = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && !document.querySelector('dialog[open]') && !event.target.closest('input, textarea')) text.focus();
}

function wireFiles() {
  for (const [open, input] of [['attach', 'files'], ['camera', 'photo']]) {
    const picker = document.getElementById(input);
    document.getElementById(open).addEventListener('click', () => picker.click());
    picker.addEventListener('change', () => {
      add(picker.files);
      picker.value = '';
    });
  }
  text.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length) add(event.clipboardData.files);
  });
  addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dragging');
  });
  addEventListener('dragleave', (event) => event.relatedTarget || document.body.classList.remove('dragging'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dragging');
    add(event.dataTransfer.files);
  });
}

export function start(onSend) {
  text.value = memory.draft();
  fit();
  text.addEventListener('input', () => {
    fit();
    tell('');
    memory.setDraft(text.value);
  });
  text.addEventListener('keydown', (event) => {
    // An input method still composing a Vietnamese word uses Enter to end it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit(onSend);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(onSend);
  });
  addEventListener('keydown', typingElsewhere);
  wireFiles();
}
