// What makes writing a summary nicer: a preview while one types, drafts that are kept by themselves, buttons for Markdown.
// The editor does all of its work without this file; see Documentation/writing.md.
'use strict';
(() => {
  const form = document.getElementById('editor');
  const text = form && form.elements.namedItem('text');
  if (!text) return;

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const send = (path, body, more) =>
    fetch(path, { method: 'POST', body, redirect: 'manual', credentials: 'same-origin', ...more });
  const typed = () => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value);
    return fields;
  };
  const wait = (answer) => 1000 * Math.min(60, Number(answer.headers.get('Retry-After')) || 5);
  const news = make('p', { class: 'hint', role: 'status', id: 'desk-news' });
  text.after(news);
  const tell = (words, isProblem) => { news.className = isProblem ? 'problem' : 'hint'; news.textContent = words; };

  // The preview: one question at a time, and the last text asked about wins.
  const box = document.getElementById('preview-box')
    || make('section', { class: 'entry preview', id: 'preview-box', 'aria-label': 'Preview' });
  box.classList.add('live');
  let shown = null, asking = false, previewTimer = 0;
  const showSoon = (milliseconds) => { clearTimeout(previewTimer); previewTimer = setTimeout(show, milliseconds); };
  async function show() {
    const fields = typed();
    for (const name of ['draft', 'warned']) fields.delete(name);
    const question = fields.toString();
    if (!text.value.trim()) { box.remove(); shown = null; return; }
    if (asking || question === shown) return;
    asking = true;
    let pause = 0;
    try {
      const answer = await send(form.dataset.preview, fields);
      if (answer.ok) {
        box.innerHTML = await answer.text();
        shown = text.value.trim() ? question : null;
        if (shown && !box.isConnected) form.after(box);
      } else {
        pause = answer.status === 429 || answer.status === 503 ? wait(answer) : 0;
        if (!pause) shown = question;
      }
    } catch { pause = 10000; }
    asking = false;
    if (pause) showSoon(pause); else if (typed().get('text') !== fields.get('text')) showSoon(400);
  }

  // Drafts: kept three seconds after the last key, and every fifteen while one goes on typing.
  const number = form.elements.namedItem('draft');
  let saving = null, leaving = false, stopped = false, changed = false, draftTimer = 0, lastKept = Date.now();
  const keepSoon = (milliseconds) => { clearTimeout(draftTimer); draftTimer = setTimeout(keep, milliseconds); };
  function keep(more) {
    if (saving || leaving || stopped || !changed) return;
    changed = false;
    saving = store(more).finally(() => { saving = null; lastKept = Date.now(); });
  }
  async function store(more) {
    try {
      const answer = await send(form.dataset.draft, typed(), more);
      if (answer.ok) {
        number.value = (await answer.json()).draft;
        tell('Draft kept at ' + new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) + '.');
      } else if (answer.status === 409 || answer.status === 422) {
        // Another window's draft waits for a decision; all else the next change may mend.
        stopped = answer.status === 409;
        tell((await answer.json()).problem, stopped);
      } else if (answer.status === 429 || answer.status === 503) {
        changed = true;
        keepSoon(wait(answer));
      } else {
        stopped = true;
        tell('The draft cannot be kept just now: you may have been signed out. Copy your text before you go on.', true);
      }
    } catch {
      changed = true;
      tell('The server does not answer; the draft will be kept when it does.', true);
      keepSoon(15000);
    }
  }
  form.addEventListener('input', (event) => {
    if (event.target.type === 'file') return;
    changed = true;
    showSoon(400);
    keepSoon(Math.max(0, Math.min(3000, 15000 - (Date.now() - lastKept))));
  });
  document.addEventListener('visibilitychange', () => { if (document.hidden) keep({ keepalive: true }); });
  window.addEventListener('pageshow', () => { leaving = false; });
  form.addEventListener('submit', (event) => {
    leaving = true;
    clearTimeout(draftTimer);
    if (!saving) return;
    // The number that is on its way belongs into the form.
    event.preventDefault();
    saving.finally(() => form.requestSubmit(event.submitter));
  });

  // Markdown at the caret; insertText is what the browser can undo.
  function insert(words, from = text.selectionStart, to = text.selectionEnd) {
    text.focus();
    text.setSelectionRange(from, to);
    if (document.execCommand && document.execCommand('insertText', false, words)) return;
    text.setRangeText(words, from, to, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }
  function select(from, length) { text.setSelectionRange(from, from + length); }
  /** Puts marks around what is selected, or takes them away. */
  function wrap(mark, word) {
    const from = text.selectionStart, to = text.selectionEnd, size = mark.length, inner = text.value.slice(from, to);
    let run = 0;
    while (text.value[from - 1 - run] === mark[0] && text.value[to + run] === mark[0]) run += 1;
    if (size === 1 ? run % 2 : run >= size) {
      insert(inner, from - size, to + size);
      select(from - size, inner.length);
    } else {
      insert(mark + (inner || word) + mark);
      select(from + size, (inner || word).length);
    }
  }
  function link() {
    const from = text.selectionStart, inner = text.value.slice(from, text.selectionEnd), address = 'https://';
    insert('[' + (inner || 'words') + '](' + address + ')');
    if (inner) select(from + inner.length + 3, address.length); else select(from + 1, 'words'.length);
  }
  /** Begins the lines with a mark, or takes it away where all of them have it. */
  function lines(mark) {
    const from = text.value.slice(0, text.selectionStart).lastIndexOf('\n') + 1;
    const end = text.value.indexOf('\n', text.selectionEnd);
    const to = end < 0 ? text.value.length : end;
    const old = text.value.slice(from, to).split('\n');
    const words = old.map((line) => old.every((each) => each.startsWith(mark)) ? line.slice(mark.length) : mark + line).join('\n');
    insert(words, from, to);
    if (old.length > 1) select(from, words.length);
  }
  function block(words) {
    const before = text.value.slice(0, text.selectionStart), rest = text.value.slice(text.selectionEnd);
    const gap = (two, one) => (two ? '' : one ? '\n' : '\n\n');
    insert(gap(!before || before.endsWith('\n\n'), before.endsWith('\n')) + words
      + gap(rest.startsWith('\n\n'), rest.startsWith('\n')));
  }

  const tools = [
    ['Bold', 'b', () => wrap('**', 'words')],
    ['Italic', 'i', () => wrap('*', 'words')],
    ['Heading', '', () => lines('## ')],
    ['List', '', () => lines('- ')],
    ['Quote', '', () => lines('> ')],
    ['Code', 'e', () => wrap('`', 'code')],
    ['Link', 'k', link],
    ['Formula', 'm', () => wrap('$', 'x')],
    ['Table', '', () => block('| what | how much |\n|---|---|\n| a | 1 |')],
  ];
  tools.push(['Cite', '', () => cite('\\cite{')]);
  const picture = form.elements.namedItem('image');
  if (picture) tools.push(['Picture', '', () => { picture.scrollIntoView({ block: 'center' }); picture.focus(); }]);
  const bar = make('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Markdown', 'aria-controls': text.id });
  function addTool(label, key, run) {
    const button = make('button', { type: 'button', tabindex: bar.children.length ? '-1' : '0' }, label);
    if (key) {
      button.setAttribute('aria-keyshortcuts', 'Control+' + key.toUpperCase());
      button.title = 'Ctrl+' + key.toUpperCase();
    }
    button.addEventListener('click', run);
    bar.append(button);
  }
  for (const tool of tools) addTool(...tool);
  bar.addEventListener('keydown', (event) => {
    const buttons = [...bar.children], at = buttons.indexOf(document.activeElement);
    const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons[(step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  text.before(bar);
  text.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const tool = tools.find(([, key]) => key && key === event.key.toLowerCase());
    if (!tool) return;
    event.preventDefault();
    tool[2]();
  });

  // A paper to cite: a list that narrows down while one types, as assistive technology knows it (ARIA combobox).
  const query = make('input', {
    type: 'text', id: 'cite-input', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'cite-list',
    'aria-autocomplete': 'list', autocomplete: 'off', maxlength: '200', dir: 'auto',
  });
  const list = make('ul', { id: 'cite-list', role: 'listbox', 'aria-label': 'Papers' });
  const count = make('p', { class: 'hint', role: 'status' });
  const close = make('button', { type: 'button' }, 'Cancel');
  const dialog = make(
    'dialog', { class: 'cite', 'aria-labelledby': 'cite-label' },
    make('label', { for: 'cite-input', id: 'cite-label' }, 'Cite a paper: title, author or number'), query, count, list, close);
  form.after(dialog);
  let before = '', at = -1, asked = 0, answered = null, citeTimer = 0;
  function cite(opening) {
    before = opening;
    query.value = text.value.slice(text.selectionStart, text.selectionEnd).trim().slice(0, 200);
    answered = null;
    dialog.showModal();
    look();
  }
  function choose(option) {
    dialog.close();
    insert(before + option.dataset.cite + '}');
  }
  function point(next) {
    const options = [...list.children];
    at = options.length ? (next + options.length) % options.length : -1;
    options.forEach((option, place) => option.setAttribute('aria-selected', String(place === at)));
    if (at < 0) query.removeAttribute('aria-activedescendant');
    else {
      query.setAttribute('aria-activedescendant', options[at].id);
      options[at].scrollIntoView({ block: 'nearest' });
    }
  }
  async function look() {
    const words = query.value.trim(), turn = ++asked;
    let papers = [];
    if (words) {
      try {
        const answer = await fetch('/cite.json?q=' + encodeURIComponent(words), { redirect: 'manual', credentials: 'same-origin' });
        if (answer.ok) papers = (await answer.json()).papers;
      } catch { /* An empty list says it. */ }
    }
    if (turn !== asked) return;
    answered = words;
    list.replaceChildren(...papers.map((paper, place) => {
      const option = make('li', { role: 'option', id: 'cite-' + place, 'aria-selected': 'false' },
        make('span', { dir: 'auto' }, paper.title), make('span', { class: 'hint', dir: 'auto' }, paper.about));
      option.dataset.cite = paper.cite;
      option.addEventListener('click', () => choose(option));
      return option;
    }));
    query.setAttribute('aria-expanded', String(papers.length > 0));
    count.textContent = !words ? '' : !papers.length ? 'No paper here has these words.'
      : papers.length === 1 ? '1 paper' : papers.length < 10 ? papers.length + ' papers' : 'The first 10 papers';
    point(papers.length ? 0 : -1);
  }
  query.addEventListener('input', () => { clearTimeout(citeTimer); citeTimer = setTimeout(look, 200); });
  query.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      point(at + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // What was typed last may not have been looked for yet.
      if (answered !== query.value.trim()) look(); else if (list.children[at]) choose(list.children[at]);
    }
  });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => text.focus());

  // A picture is added without leaving the page, where the caret is.
  const add = form.querySelector('button[value=image]');
  if (add && picture) {
    const alt = form.elements.namedItem('alt'), hints = new Map([picture, alt].map((field) => [field, field.getAttribute('aria-describedby')]));
    const state = make('p', { class: 'hint', role: 'status' });
    const problem = document.getElementById('images-problem') || make('p', { class: 'problem', id: 'images-problem' });
    add.parentElement.after(state);
    const agree = () => {
      problem.remove();
      for (const [field, hint] of hints) { field.removeAttribute('aria-invalid'); field.setAttribute('aria-describedby', hint); }
    };
    const refuse = (words, field = picture) => {
      agree();
      state.textContent = '';
      problem.replaceChildren(make('span', { class: 'unseen' }, 'Error: '), words);
      field.before(problem);
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', hints.get(field) + ' images-problem');
      field.focus();
    };
    let sending = false;
    const upload = async () => {
      if (!picture.files.length) return refuse('Choose a picture first.');
      if (!alt.value.trim()) return refuse('Say what the picture shows, for those who do not see it.', alt);
      agree();
      const fields = new FormData();
      fields.append('csrf', form.elements.namedItem('csrf').value);
      fields.append('alt', alt.value);
      fields.append('image', picture.files[0]);
      state.textContent = 'The picture is on its way.';
      try {
        const answer = await send(form.dataset.image, fields);
        if (answer.ok) {
          block((await answer.json()).markdown);
          picture.value = alt.value = '';
          state.textContent = 'The picture is in the text.';
        } else if (answer.status === 422) refuse((await answer.json()).problem);
        else refuse(answer.status === 413 ? 'A picture may have at most 10 MiB.' : 'The picture could not be added just now.');
      } catch { refuse('The server does not answer; the picture was not added.'); }
    };
    add.addEventListener('click', (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      upload().finally(() => { sending = false; });
    });
    // Enter adds the picture that is chosen; in the fields above it shows the preview.
    alt.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      add.click();
    });
  }

  showSoon(0);
})();
