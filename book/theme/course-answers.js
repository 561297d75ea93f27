'use strict';

// A place to answer below the text of each exercise, and questions on the way that remember what was chosen.

/* global recall, remember, stay */

const DRAFTS = 'book-course-drafts';

function drafts() {
    try {
        return JSON.parse(recall(DRAFTS)) ?? {};
    } catch {
        return {};
    }
}

function draft(name, text) {
    const all = drafts();
    if (text) {
        all[name] = text;
    } else {
        delete all[name];
    }
    remember(DRAFTS, Object.keys(all).length > 0 ? JSON.stringify(all) : null);
}

/** What belongs to an exercise on its page: its text, its hints, its answer. */
export function parts_of(heading) {
    const text = [];
    const folds = [];
    let command;
    for (let at = heading.nextElementSibling; at && !/^H[1-3]$/.test(at.tagName); at = at.nextElementSibling) {
        if (at.matches('.exercise-command')) {
            command = at;
        } else if (at.localName === 'details') {
            folds.push(at);
        } else if (!at.matches('.exercise-facts, form')) {
            text.push(at);
        }
    }
    return { text, command, hints: folds.slice(0, -1), answer: folds.at(-1) };
}

/** What an answer in words is compared with: the last list of our answer, or ours as a whole. */
export function points_of(answer, kind) {
    const list = kind === 'open' ? [...answer.querySelectorAll(':scope > ul')].at(-1) : undefined;
    return list ? [...list.children].map(point => point.innerHTML) : ['what matters in ours'];
}

const SAYS = { right: '✓ Right.', wrong: 'Not yet.', mistaken: 'Not yet.', near: 'Near:', unread: '', empty: 'No answer yet.' };

/** A text with code between backticks. */
function coded(text, make) {
    return text.split('`').map((part, nth) => nth % 2 ? make('code', {}, part) : part);
}

/** A field to type an answer in. */
function field(make, id, more = {}) {
    return make('input', { id, type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'done', ...more });
}

/** Fields for numbers, and what was said of each. */
export class Numbers {
    constructor({ questions, name }, { course, make, say }, known = []) {
        Object.assign(this, { name, course, make, say });
        /** Answers that were wrong. */
        this.wrong = 0;
        this.rows = questions.map(({ ask }, nth) => {
            const id = `answer-${name}-${nth}`;
            const label = make('label', { for: id });
            label.innerHTML = ask;
            const input = field(make, id, { 'aria-describedby': `${id}-mark` });
            input.value = known[nth] ?? '';
            const mark = make('p', { id: `${id}-mark`, class: 'said' });
            input.addEventListener('input', () => this.clear(nth));
            return { input, mark, row: make('div', { class: 'answer' }, label, input, mark) };
        });
        this.elements = this.rows.map(({ row }) => row);
    }

    clear(nth) {
        const { row, mark } = this.rows[nth];
        delete row.dataset.verdict;
        mark.textContent = '';
    }

    /** Has the answers judged, shows how each was read and what it is, and gives back whether all are right. */
    async check(again = false) {
        const { marks } = await this.course.act({ check: { name: this.name, said: this.rows.map(({ input }) => input.value), again } });
        marks.forEach((mark, nth) => this.show(mark, this.rows[nth]));
        const is_right = marks.every(({ verdict }) => verdict === 'right');
        this.wrong += marks.some(({ verdict }) => !['right', 'empty', 'unread'].includes(verdict)) ? 1 : 0;
        this.say(this.rows.map(({ row }) => `${row.querySelector('label').textContent}: ${row.querySelector('.said').textContent}`).join(' '));
        if (!is_right) {
            const first = marks.findIndex(({ verdict }) => verdict !== 'right');
            this.rows[first].input.focus({ preventScroll: true });
        }
        return is_right;
    }

    show({ verdict, read, says, mistake }, { row, mark }) {
        row.dataset.verdict = verdict;
        const { make } = this;
        const parts = [read && make('span', { class: 'read' }, `Read as ${read}.`), SAYS[verdict] && make('strong', {}, SAYS[verdict]), says && make('span', {}, ...coded(says, make))].filter(Boolean);
        if (mistake) {
            const span = make('span', {});
            span.innerHTML = mistake;
            parts.push(span);
        }
        mark.replaceChildren(...parts.flatMap(part => [part, ' ']));
    }
}

/** A question on what an answer in words says, point by point. */
export function compare(points, make, name) {
    const boxes = points.map((point, nth) => {
        const id = `point-${name}-${nth}`;
        const box = make('input', { type: 'checkbox', id });
        const label = make('label', { for: id });
        label.innerHTML = point;
        return { box, row: make('div', { class: 'point' }, box, label) };
    });
    const set = make('fieldset', { class: 'points' }, make('legend', {}, 'Compare. Does yours say'), ...boxes.map(({ row }) => row));
    return { set, said: () => boxes.filter(({ box }) => box.checked).length, all: boxes.length };
}

class Exercise {
    constructor(heading, parts) {
        Object.assign(this, parts, { name: parts.exercise.task.name }, parts_of(heading));
        const { make } = this;
        this.status = make('p', { class: 'status', role: 'status' });
        this.fault = make('p', { class: 'fault', role: 'alert', hidden: true });
        this.form = make('form', { class: 'answers', novalidate: true });
        this.done = make('span', { class: 'done', hidden: true }, '✓ done');
        heading.nextElementSibling.prepend(this.done);
        this.form.addEventListener('submit', e => {
            e.preventDefault();
            this.safely(() => this.submit());
        });
        this.begin();
        this.form.append(this.fault, this.status);
        this.command.before(this.form);
        this.one_by_one();
        this.course.addEventListener('change', () => this.refresh());
        this.refresh();
    }

    get known() {
        return this.course.view?.exercises[this.name] ?? { done: false, hints: 0, numbers: [], answer: null };
    }

    /** Does something, and says what went wrong where it is done. */
    async safely(what) {
        this.fault.hidden = true;
        try {
            await what();
        } catch (error) {
            this.fault.textContent = this.told(error);
            this.fault.hidden = false;
        }
    }

    /** Says what came of it, and where nothing is kept, gives it as a file. */
    report(text) {
        const { note } = this.course;
        this.status.textContent = `${text} ${note}`.trim();
        if (note) {
            this.status.append(' ', this.button('Save as a file', { onclick: ({ target }) => { this.course.save(); target.textContent = 'Saved as progress.toml'; } }));
        }
    }

    button(text, attributes = {}) {
        return this.make('button', attributes, text);
    }

    /** Hints are shown one by one: the next when the one before has been opened. */
    one_by_one() {
        this.hints.forEach((hint, nth) => hint.addEventListener('toggle', () => {
            if (hint.open && this.known.hints <= nth) {
                this.safely(() => this.course.act({ hint: { name: this.name, shown: nth + 1 } }));
            }
        }));
        this.answer.addEventListener('toggle', () => {
            if (this.answer.open && !this.known.done && !this.is_comparing) {
                this.safely(() => this.course.act({ show: { name: this.name } }));
            }
        });
    }

    refresh() {
        const { done, hints } = this.known;
        this.done.hidden = !done;
        this.hints.forEach((hint, nth) => { hint.hidden = nth > hints; });
        this.shown?.(done);
    }

    /** Says that it is done, opens our answer, and says what is next. */
    finish(text) {
        this.is_comparing = true;
        this.answer.open = true;
        this.report(`${text} Our answer, and why, is open below.`);
    }
}

class ByHand extends Exercise {
    begin() {
        this.numbers = new Numbers({ questions: this.exercise.questions, name: this.name }, this, this.known.numbers);
        this.form.append(...this.numbers.elements, this.make('div', { class: 'row' }, this.button('Check', { type: 'submit' })));
    }

    async submit() {
        this.status.textContent = '';
        if (await this.numbers.check()) {
            this.finish(this.numbers.rows.length > 1 ? 'All of them are right.' : 'That is right.');
        }
    }

    /** What another tab has answered, where nothing is typed. */
    shown() {
        this.known.numbers.forEach((number, nth) => {
            const { input } = this.numbers.rows[nth] ?? {};
            if (input && !input.value && document.activeElement !== input) {
                input.value = number;
            }
        });
    }
}

class Open extends Exercise {
    begin() {
        const { make } = this;
        const id = `answer-${this.name}`;
        this.area = make('textarea', { id, rows: '4' });
        this.area.value = drafts()[this.name] ?? this.known.answer ?? '';
        this.area.addEventListener('input', () => draft(this.name, this.area.value));
        this.send = this.button('Compare with ours', { type: 'submit' });
        this.form.append(
            make('div', { class: 'answer' }, make('label', { for: id }, 'Your answer'), this.area),
            make('div', { class: 'row' }, this.send),
        );
    }

    async submit() {
        const answer = this.area.value.trim();
        if (!answer) {
            this.status.textContent = 'Write your answer first: what you compare is yours.';
            this.area.focus();
            return;
        }
        await this.course.act({ write: { name: this.name, answer, done: false } });
        draft(this.name, '');
        this.is_comparing = true;
        this.answer.open = true;
        if (!this.compared) {
            this.compared = compare(points_of(this.answer, 'open'), this.make, this.name);
            this.compared.set.addEventListener('change', () => this.safely(() => this.judge()));
            this.status.before(this.compared.set);
        }
        this.report('Your answer is kept, and ours is open below. Tick what yours says; what is missing stands in the section that this exercise follows.');
    }

    async judge() {
        const { said, all } = this.compared;
        if (said() === all) {
            await this.course.act({ write: { name: this.name, answer: this.area.value.trim(), done: true } });
            this.report('✓ Right.');
        } else {
            this.report(`${said()} of ${all}. Add what yours does not say yet, and compare again.`);
        }
    }
}

class File extends Exercise {
    begin() {
        this.toggle = this.button('Mark as done', { onclick: () => this.safely(() => this.mark()) });
        this.form.append(this.make('div', { class: 'row' }, this.toggle));
    }

    async mark() {
        await this.course.act({ mark: { name: this.name, done: !this.known.done } });
        this.report('');
        // A second tap of the same finger is none of its own.
        this.toggle.disabled = true;
        setTimeout(() => { this.toggle.disabled = false; }, 600);
    }

    shown(done) {
        this.toggle.textContent = done ? 'Not done after all' : 'Mark as done';
    }

    submit() {}
}

/** A prediction: the check that the file has runs in the page. */
class Predict extends Exercise {
    begin() {
        const { make } = this;
        this.fields = this.exercise.predictions.map(({ ask, choice }, nth) => {
            const id = `answer-${this.name}-${nth}`;
            const label = make('label', { for: id }, ask);
            const one = choice.length > 0
                ? make('select', { id }, make('option', { value: '' }, 'Choose …'), ...choice.map(({ is, text }) => make('option', { value: is }, text)))
                : field(make, id);
            one.value = this.known.numbers[nth] ?? '';
            return { field: one, row: make('div', { class: 'answer' }, label, one) };
        });
        this.send = this.button('Predict, then run', { type: 'submit' });
        this.ran = make('div', { class: 'ran', tabindex: '-1', role: 'region', 'aria-label': 'What the run showed', hidden: true });
        this.form.append(...this.fields.map(({ row }) => row), make('div', { class: 'row' }, this.send), this.ran);
    }

    async submit() {
        const said = this.fields.map(({ field }) => field.value.trim());
        const empty = this.fields.find(({ field }) => !field.value.trim());
        if (empty) {
            this.status.textContent = 'Predict first: nothing runs before you have.';
            empty.field.focus();
            return;
        }
        this.send.disabled = true;
        this.status.textContent = 'It runs …';
        try {
            const result = await this.predict(this.exercise, `${this.chapter}/${this.name}`, said);
            await this.tell(result, said);
        } catch (error) {
            this.status.textContent = '';
            throw error;
        } finally {
            this.send.disabled = false;
        }
    }

    async tell({ right, read, notes, failures, mistake, near }, said) {
        const { make } = this;
        const shown = read?.filter((text, nth) => text && text !== said[nth] && this.fields[nth].field.localName === 'input') ?? [];
        this.ran.replaceChildren(
            ...shown.map(text => make('p', { class: 'read' }, `Read as ${text}.`)),
            ...notes.map(note => note.includes('\n') ? make('pre', { tabindex: '0' }, note) : make('p', {}, note)),
            ...right ? [] : failures.map(failure => make('p', {}, `${failure}.`.replace(/\.\.$/, '.'))),
            ...mistake ? [make('p', {}, ...coded(mistake.says, make))] : near ? [make('p', {}, `Near: ${near}`)] : [],
        );
        this.ran.hidden = false;
        if (right) {
            await this.course.act({ mark: { name: this.name, done: true, said } });
            this.finish('✓ Right.');
        } else {
            this.status.textContent = 'Not what you predicted. The run stands above: say why, and predict once more.';
        }
    }
}

const KINDS = { 'by-hand': ByHand, open: Open, predict: Predict };

/** Gives every exercise of the page its place to answer. */
export function exercises(parts) {
    const { book } = parts;
    const all = new Map(book.chapters.flatMap(({ package: chapter, exercises }) => exercises.map(one => [one.task.name, { chapter, exercise: one }])));
    const seen = [...document.querySelectorAll('main > *')].find(part => part.getBoundingClientRect().bottom > 80);
    stay(seen, () => {
        for (const heading of document.querySelectorAll('h3[id^="exercise-"]')) {
            const one = all.get(heading.id.slice('exercise-'.length));
            if (one) {
                new (KINDS[one.exercise.kind] ?? File)(heading, { ...parts, ...one });
            }
        }
    });
}

/** Questions on the way remember what was chosen. */
export function quizzes({ book, course }) {
    const keys = new Map(book.chapters.flatMap(({ package: chapter, page, quizzes }) =>
        quizzes.map(({ task }) => [`${page} quiz-${task.name}`, `${chapter}/${task.name}`])));
    const file = location.pathname.split('/').at(-1) || 'index.html';
    const page = file.endsWith('.html') ? file : `${file}.html`;
    for (const quiz of document.querySelectorAll('main .quiz')) {
        const key = keys.get(`${page} ${quiz.id}`);
        const choices = [...quiz.querySelectorAll('.choice')];
        if (!key) {
            continue;
        }
        const recalled = () => {
            const chosen = course.view?.quizzes[key] ?? [];
            const closed = choices.filter((choice, nth) => chosen.includes(nth + 1) && !choice.open && !choice.dataset.seen);
            if (closed.length > 0) {
                const seen = [...document.querySelectorAll('main > *')].find(part => part.getBoundingClientRect().bottom > 80);
                quiz.dataset.recalls = 'yes';
                stay(seen, () => closed.forEach(choice => { choice.open = true; }));
                setTimeout(() => { delete quiz.dataset.recalls; }, 200);
            }
            choices.forEach((choice, nth) => { chosen.includes(nth + 1) && (choice.dataset.seen = ''); });
        };
        choices.forEach((choice, nth) => {
            const note = () => {
                // One that the page itself has opened, as for print, was not chosen.
                if (choice.open && choice.dataset.chosen && !(course.view?.quizzes[key] ?? []).includes(nth + 1)) {
                    choice.dataset.seen = '';
                    course.act({ choose: { quiz: key, choice: nth + 1 } }).catch(() => {});
                }
            };
            choice.addEventListener('click', () => { choice.dataset.chosen = 'yes'; });
            choice.addEventListener('toggle', note);
            note();
        });
        recalled();
        course.addEventListener('change', recalled);
    }
}
