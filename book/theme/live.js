'use strict';

// Figures that a reader works. The page asks a worker (live-worker.js) for the picture of a state; the worker asks the
// book's own code, compiled to WebAssembly. Nothing is loaded before a reader comes near a figure, and nothing typed or
// drawn leaves the page.

/** A worker with the module, made when it is first asked and made anew when it broke off. */
export class Hand {
    constructor(compiled, script) {
        this.compiled = compiled;
        this.script = script;
        this.waiting = new Map();
        this.number = 0;
    }

    async start() {
        const module = await this.compiled;
        const worker = new Worker(this.script);
        worker.onmessage = ({ data: { number, bytes, broken } }) => {
            const { done, failed } = this.waiting.get(number) ?? {};
            this.waiting.delete(number);
            if (broken !== undefined) {
                this.stop(broken);
                failed?.(new Error(broken));
            }
            done?.(bytes);
        };
        worker.onerror = e => this.stop(e.message);
        worker.postMessage({ module });
        return worker;
    }

    /** Ends the worker: what it was asked fails, and the next question starts another. */
    stop(why) {
        this.worker?.then(worker => worker.terminate(), () => {});
        this.worker = undefined;
        for (const { failed } of this.waiting.values()) {
            failed(new Error(why));
        }
        this.waiting.clear();
    }

    /** The answer, bytes to a message of bytes. */
    async send(message) {
        const worker = await (this.worker ??= this.start());
        const number = ++this.number;
        return new Promise((done, failed) => {
            this.waiting.set(number, { done, failed });
            worker.postMessage({ number, message }, [message.buffer]);
        });
    }

    /** The answer to a question, both objects. */
    async ask(question) {
        const bytes = await this.send(new TextEncoder().encode(JSON.stringify(question)));
        return JSON.parse(new TextDecoder().decode(bytes));
    }
}

/** An element with attributes and what is in it. */
export function make(tag, attributes = {}, ...inside) {
    const element = document.createElement(tag);
    if (tag === 'button') {
        element.type = tag;
    }
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith('on')) {
            element.addEventListener(name.slice(2), value);
        } else if (value !== false) {
            element.setAttribute(name, value === true ? '' : value);
        }
    }
    element.append(...inside);
    return element;
}

/** Says something to who cannot see it. */
export function say(text) {
    const heard = document.getElementById('heard');
    heard.textContent = '';
    setTimeout(() => { heard.textContent = text; }, 100);
}

const is_calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

class Live {
    constructor(figure, hand) {
        this.figure = figure;
        this.hand = hand;
        this.key = figure.id.replace('figure-', '');
        this.form = figure.querySelector('form');
        this.box = figure.querySelector('.figure-box');
        this.picture = make('div');
        this.layer = make('div', { class: 'places' });
        this.met = make('p', { class: 'met', hidden: true });
        this.fault = make('p', { class: 'fault', role: 'alert', hidden: true });
        // Below what is moved: whoever taps on taps the same again.
        this.form.after(this.met, this.fault);
        this.form.hidden = false;
        this.counts = [...this.form.querySelectorAll('button[name]')];
        for (const control of this.form.querySelectorAll('.control, .choice')) {
            this.control(control);
        }
        if (this.form.querySelector('.bet')) {
            this.rare('bet', this.form, this);
        }
        this.form.querySelector('.reset').addEventListener('click', () => this.reset());
        this.start = this.state();
        this.form.addEventListener('submit', e => e.preventDefault());
        this.form.addEventListener('input', e => this.moved(e.target));
        new IntersectionObserver(([{ isIntersecting }]) => {
            isIntersecting || this.play(false);
        }).observe(figure);
    }

    /* What can be moved. */

    control(control) {
        const input = control.querySelector('input, select, textarea, button');
        if (input.type === 'range') {
            const label = control.querySelector('label');
            const name = label.textContent.trim();
            input.setAttribute('aria-label', name);
            const step = up => make('button', {
                class: 'step', 'aria-label': `${name}: ${up ? 'more' : 'less'}`,
                onclick: () => {
                    input[up ? 'stepUp' : 'stepDown']();
                    input.dispatchEvent(new Event('input', { bubbles: true }));
                },
            }, up ? '+' : '−');
            label.after(step(false), input, step(true));
            this.words(input);
        } else if (+input.dataset.plays) {
            this.player = make('button', { class: 'play', onclick: () => this.play(!this.playing) }, 'Play');
            this.played = input;
            input.after(this.player);
        }
        if (input.localName === 'button') {
            input.addEventListener('click', () => this.count(input, 1));
        } else if (input.localName === 'textarea') {
            this.rare('file', control, input, () => this.moved(input));
        } else if (control.querySelector('.pixels')) {
            this.rare('pad', control, input, () => this.moved(input));
        }
        if (input.dataset.words) {
            this.rare('offer', control, input);
        }
    }

    /** What few figures have is loaded for them. */
    async rare(kind, ...what) {
        return (await import(this.hand.inputs))[kind](...what, make);
    }

    /** A slider says its value, as words too. */
    words(input) {
        const value = this.value(input);
        const { stops, free, decimals } = input.dataset;
        const text = (stops || free ? value : (+value).toFixed(decimals)).replace('-', '−');
        input.closest('.control').querySelector('output').value = text;
        input.setAttribute('aria-valuetext', text);
    }

    /** What a control says, as the address has it; nothing for one of a choice that is not chosen. */
    value(input) {
        const { free, stops } = input.dataset;
        switch (input.type) {
        case 'range':
            return free ?? (stops ? stops.split(' ')[input.value] : input.value);
        case 'checkbox':
            return input.checked ? '1' : '0';
        case 'radio':
            return input.checked ? input.value : undefined;
        default:
            return input.value;
        }
    }

    inputs() {
        return [...this.form.querySelectorAll('[name]:not(output)')];
    }

    state() {
        const state = {};
        for (const input of this.inputs()) {
            const value = this.value(input);
            if (value !== undefined) {
                state[input.name] = value;
            }
        }
        return state;
    }

    /** Brings the controls to a state; what it does not name stays. */
    put(state) {
        for (const input of this.inputs()) {
            const value = state[input.name];
            if (value === undefined) {
                continue;
            }
            if (input.type === 'range') {
                const stops = input.dataset.stops?.split(' ').map(Number);
                const apart = stop => Math.abs(stop - value);
                input.value = stops ? stops.indexOf(stops.reduce((a, b) => apart(b) < apart(a) ? b : a)) : value;
                delete input.dataset.free;
                if (+this.value(input) !== +value) {
                    input.dataset.free = value;
                }
                this.words(input);
            } else if (input.type === 'radio') {
                input.checked = input.value === value;
            } else if (input.type === 'checkbox') {
                input.checked = value === '1';
            } else {
                input.value = value;
                input.dispatchEvent(new Event('put'));
            }
        }
    }

    moved(input) {
        delete input.dataset.free;
        input.closest('.control')?.after(this.fault);
        if (input.type === 'range') {
            this.words(input);
        }
        if (input.closest('[data-restarts]')) {
            this.play(false);
            this.counts.filter(count => count !== input).forEach(count => { count.value = this.start[count.name]; });
        }
        const { sets } = input.closest('[data-sets]')?.dataset ?? {};
        this.put(Object.fromEntries(new URLSearchParams(sets)));
        this.ghost?.remove();
        this.draw();
    }

    count(button, by) {
        button.value = Math.min(+button.value + by, button.dataset.most);
        this.moved(button);
    }

    reset() {
        this.play(false);
        this.put(this.start);
        this.ghost?.remove();
        this.draw();
    }

    play(yes) {
        if (!this.player || Boolean(this.playing) === yes) {
            return;
        }
        this.playing = yes;
        this.player.textContent = yes ? 'Pause' : 'Play';
        if (yes) {
            this.further();
        } else {
            this.settle();
        }
    }

    further() {
        const { most, plays } = this.played.dataset;
        if (this.is_done || this.played.value >= +most) {
            this.play(false);
        } else if (this.playing) {
            this.played.value = Math.min(+this.played.value + plays * (is_calm() ? 30 : 1), most);
            this.draw();
        }
    }

    /* What is seen. */

    /** Asks for the picture of the present state. While one is awaited, only the last state counts. */
    async draw() {
        if (this.is_drawing) {
            this.is_stale = true;
            return;
        }
        this.is_drawing = true;
        this.is_stale = false;
        try {
            const state = this.state();
            const question = { figure: this.figure.dataset.live, state };
            let frame = await this.hand.ask(question);
            if (frame.waits) {
                await this.rare('give', this.figure.dataset, this.hand);
                frame = await this.hand.ask(question);
            }
            this.tell(frame.error);
            if (!frame.error) {
                this.show(frame);
            }
        } catch (error) {
            this.play(false);
            this.tell(`This broke off, which is a mistake of the book: ${error.message}`);
        }
        this.is_drawing = false;
        this.figure.removeAttribute('aria-busy');
        if (this.is_stale) {
            this.draw();
        } else if (this.playing) {
            setTimeout(() => requestAnimationFrame(() => this.further()), is_calm() ? 500 : 0);
        } else {
            clearTimeout(this.settling);
            this.settling = setTimeout(() => this.settle(), 500);
        }
    }

    /** Says what is wrong, if anything is: what is shown is then of the state before. */
    tell(fault = '') {
        this.fault.hidden = !fault;
        this.fault.textContent = fault;
        this.met.hidden ||= fault;
    }

    show(frame) {
        this.frame = frame;
        this.is_done = frame.is_done;
        // Its colours and sizes are its own: what the page says of pictures in it is not for this one.
        this.box.className = 'live-box';
        // What is held by finger or keyboard lies above, and stays.
        this.picture.innerHTML = frame.svg;
        if (!this.picture.isConnected) {
            this.box.replaceChildren(this.picture, this.layer);
        }
        const svg = this.picture.firstChild;
        svg.setAttribute('role', 'img');
        svg.setAttribute('aria-label', frame.says);
        const scale = svg.viewBox.baseVal;
        const part = ([x, y]) => [`${400 * x / scale.width}%`, `${400 * y / scale.height}%`];
        this.places(frame.places ?? [], part);
        if (frame.pad) {
            this.rare('plane', frame.pad, part, this);
        } else {
            this.plane?.remove();
            this.plane = undefined;
        }
        const readouts = frame.readouts.map(({ name, label, text }) =>
            make('span', {}, `${label} `, make('output', { name }, text)));
        const line = this.figure.querySelector('.readouts');
        line.replaceChildren(...readouts.flatMap(readout => [readout, ' ']));
        // It never gets lower, so what is below stays under the finger.
        line.style.minHeight = `${line.offsetHeight}px`;
        const found = [frame.met && `✓ ${frame.met}`, frame.settles && this.outcome].filter(Boolean);
        this.met.hidden = found.length === 0;
        this.met.textContent = found.join(' ');
    }

    /** Places of the picture to choose: buttons above it that stay while it changes. */
    places(places, part) {
        const held = this.layer.contains(document.activeElement);
        while (this.layer.children.length > places.length) {
            this.layer.lastChild.remove();
        }
        places.forEach(({ at, size, label, sets, is_chosen }, nth) => {
            const button = this.layer.children[nth] ?? this.layer.appendChild(make('button', {}));
            [button.style.left, button.style.top] = part(at);
            [button.style.width, button.style.height] = part(size);
            button.setAttribute('aria-label', label);
            button.setAttribute('aria-pressed', is_chosen);
            button.onclick = () => {
                this.put(Object.fromEntries(sets));
                this.moved(this.inputs().find(input => input.name === sets[0][0]));
            };
        });
        held && !places.length && this.form.querySelector('button').focus();
    }

    /** Half a second after the last change: the address, and what is heard. */
    settle() {
        const address = new URL(location.href);
        const [, kept] = address.hash.split('?');
        const states = new URLSearchParams(kept);
        for (const [name, value] of Object.entries(this.state())) {
            const key = `${this.key}.${name}`;
            address.searchParams.delete(key);
            if (value === this.start[name] || value.length > 300) {
                states.delete(key);
            } else {
                states.set(key, value);
            }
        }
        // Behind the #, which no browser sends to a server: what is typed and drawn stays here.
        const said = `${states}`;
        if (kept || said) {
            address.hash = this.figure.id + (said && `?${said}`);
        }
        if (address.href !== location.href) {
            history.replaceState(history.state, '', address);
        }
        if (this.frame && this.heard !== this.frame.says) {
            if (this.heard !== undefined) {
                say(`${this.frame.says} ${this.met.textContent}`);
            }
            this.heard = this.frame.says;
        }
    }

    /** Sets the figure as a sentence says, with the state before as a shadow. */
    set(link) {
        this.play(false);
        this.ghost?.remove();
        this.ghost = this.box.querySelector('svg').cloneNode(true);
        this.ghost.setAttribute('class', 'ghost');
        this.ghost.setAttribute('aria-hidden', true);
        this.ghost.onanimationend = ({ target }) => target.remove();
        this.box.append(this.ghost);
        this.put({ ...this.start, ...given(new URL(link.href), this.key) });
        this.draw();
        const { top, bottom } = this.figure.getBoundingClientRect();
        if (top < 0 || bottom > innerHeight) {
            this.figure.scrollIntoView({ block: bottom - top > innerHeight ? 'start' : 'center' });
            this.rare('back', this, link);
        }
    }
}

/** What an address says of a figure: a sentence of the book before the #, a reader behind it. */
function given({ hash, searchParams }, key) {
    const of = [...searchParams, ...new URLSearchParams(hash.split('?')[1])].filter(([name]) => name.startsWith(`${key}.`));
    return Object.fromEntries(of.map(([name, value]) => [name.slice(key.length + 1), value]));
}

export function compile(module) {
    return WebAssembly.compileStreaming(fetch(module))
        // A server may not know what it serves.
        .catch(async () => WebAssembly.compile(await (await fetch(module)).arrayBuffer()));
}

/** Makes the figures of the page live, and gives back what sets them. */
export async function begin(worker, inputs, train, module, training, text) {
    const hand_with = async module => {
        const compiled = compile(module);
        await compiled;
        return new Hand(compiled, worker);
    };
    const figures = new Map();
    let hand;
    for (const figure of document.querySelectorAll('figure.live')) {
        if (figure.classList.contains('train')) {
            (await import(train)).begin(figure, await hand_with(training), text, { make, say });
            continue;
        }
        hand ??= await hand_with(module);
        hand.inputs = inputs;
        const live = new Live(figure, hand);
        figures.set(figure.id, live);
        live.put(given(new URL(location.href), live.key));
        live.draw();
    }
    return { set: link => figures.get(new URL(link.href).hash.slice(1))?.set(link) };
}
