'use strict';

// What few live figures have: a bet, a file of data, words that are offered, a file of the reader's own, a square to draw
// on, a part of the picture where a finger puts a point, and the way back to a sentence.

/** A prediction before the first move: what was bet on is said with what is found. */
export function bet(form, live) {
    const bet = form.querySelector('.bet');
    const options = [...bet.querySelectorAll('button')];
    const heard = document.getElementById('heard');
    options.forEach((option, nth) => option.addEventListener('click', () => {
        options.forEach(other => other.setAttribute('aria-pressed', other === option));
        live.outcome = nth === Number(bet.dataset.right) ? 'Your bet was right.' : `You had bet: ${option.textContent}.`;
        heard.textContent = 'Your bet stands. Now move it.';
    }));
}

/** A file of the reader's own, into a text: it is read here and goes nowhere. */
export function file(control, area, changed, make) {
    const chooser = make('input', { type: 'file', hidden: true });
    chooser.addEventListener('change', async () => {
        if (chooser.files[0]) {
            area.value = await chooser.files[0].text();
            chooser.value = '';
            changed();
        }
    });
    control.append(chooser, make('button', { onclick: () => chooser.click() }, 'Open a file'));
}

/** Fetches the file of a figure, and gives it to the worker. */
export async function give({ live, file }, hand) {
    const response = await fetch(file);
    if (!response.ok) {
        throw new Error(`its file could not be loaded: ${response.statusText}`);
    }
    const message = new Blob([`{"give":"${live}"}\n`, await response.arrayBuffer()]);
    await hand.send(new Uint8Array(await message.arrayBuffer()));
}

/** Words that a text can be, offered while it is typed. */
export function offer(control, input, make) {
    const id = `offered-${document.querySelectorAll('datalist').length}`;
    control.append(make('datalist', { id }, ...input.dataset.words.split(' ').map(value => make('option', { value }))));
    input.setAttribute('list', id);
}

/** A square to draw on, with finger, mouse or keys: arrows move, the space bar draws. */
export function pad(control, input, changed, make) {
    const side = Number(control.querySelector('.pixels').dataset.side);
    const name = control.querySelector('.pixels').textContent;
    const canvas = make('canvas', { width: side, height: side, tabindex: 0, role: 'application', 'aria-label': `${name}: arrows move, space draws` });
    let pixels, at = [side / 2, side / 2], is_down = false;
    const paint = () => {
        const context = canvas.getContext('2d');
        const { color } = getComputedStyle(canvas);
        context.clearRect(0, 0, side, side);
        context.fillStyle = color;
        pixels.forEach((ink, nth) => ink && context.fillRect(nth % side, Math.floor(nth / side), 1, 1));
        if (document.activeElement === canvas) {
            context.strokeStyle = color;
            context.lineWidth = .5;
            context.strokeRect(at[0] - 1.5, at[1] - 1.5, 4, 4);
        }
    };
    const read = () => {
        pixels = [...input.value].flatMap(digit => [8, 4, 2, 1].map(bit => Boolean(parseInt(digit, 16) & bit)));
        pixels.length = side * side;
        paint();
    };
    const write = () => {
        let value = '';
        for (let nth = 0; nth < pixels.length; nth += 4) {
            value += [8, 4, 2, 1].reduce((sum, bit, more) => sum + (pixels[nth + more] ? bit : 0), 0).toString(16);
        }
        input.value = /[^0]/.test(value) ? value : '';
        paint();
        changed();
    };
    const dot = ([x, y]) => {
        for (let nth = 0; nth < 9; nth++) {
            const [column, row] = [x + nth % 3 - 1, y + Math.floor(nth / 3) - 1];
            if (column >= 0 && column < side && row >= 0 && row < side) {
                pixels[row * side + column] = true;
            }
        }
    };
    const line = to => {
        const steps = Math.max(1, Math.abs(to[0] - at[0]), Math.abs(to[1] - at[1]));
        for (let nth = 0; nth <= steps; nth++) {
            dot(at.map((from, axis) => Math.round(from + (to[axis] - from) * nth / steps)));
        }
        at = to;
        write();
    };
    const place = e => {
        const { left, top, width } = canvas.getBoundingClientRect();
        return [e.clientX - left, e.clientY - top].map(x => Math.floor(x * side / width));
    };
    canvas.addEventListener('pointerdown', e => {
        canvas.setPointerCapture(e.pointerId);
        is_down = true;
        at = place(e);
        line(at);
    });
    canvas.addEventListener('pointermove', e => is_down && line(place(e)));
    canvas.addEventListener('lostpointercapture', () => { is_down = false; });
    canvas.addEventListener('keydown', e => {
        const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
        if (e.key === ' ') {
            dot(at);
            write();
        } else if (by) {
            at = at.map((from, axis) => Math.min(Math.max(from + by[axis], 0), side - 1));
            paint();
        } else {
            return;
        }
        e.preventDefault();
        e.stopPropagation();
    });
    canvas.addEventListener('focus', paint);
    canvas.addEventListener('blur', paint);
    input.addEventListener('put', read);
    const clear = make('button', { onclick: () => { pixels.fill(false); write(); } }, 'Clear');
    control.append(canvas, clear);
    read();
}

/** A part of the picture where a finger puts a point: two sliders at once. */
export function plane({ at, size, x, y }, part, live, make) {
    const plane = live.plane ??= make('div', { class: 'plane' });
    live.layer.before(plane);
    [plane.style.left, plane.style.top] = part(at);
    [plane.style.width, plane.style.height] = part(size);
    plane.onclick = plane.onpointermove = e => {
        if (e.type === 'pointermove' && !e.buttons) {
            return;
        }
        const place = plane.getBoundingClientRect();
        const parts = [(e.clientX - place.left) / place.width, (place.bottom - e.clientY) / place.height];
        [x, y].forEach(([name, from, to], nth) => {
            const input = live.form.elements[name];
            input.value = from + (to - from) * parts[nth];
            live.moved(input);
        });
    };
}

/** The way back to the sentence that has set a figure. */
export function back(live, link, make) {
    live.back?.remove();
    live.back = make('button', { class: 'back', onclick: () => {
        live.back.remove();
        link.scrollIntoView({ block: 'center', behavior: 'instant' });
        link.focus({ preventScroll: true });
    } }, 'Back to the text');
    live.form.append(live.back);
}
