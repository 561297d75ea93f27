// What to look at in a page. Each function runs in the browser, so it holds all that it
// needs, and returns what is wrong, a line a fault.

/** Whether anything makes the page scroll sideways or sticks out of it. */
export function sideways() {
    const faults = [];
    const { scrollWidth, clientWidth } = document.scrollingElement;
    if (scrollWidth > clientWidth) {
        faults.push(`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`);
    }
    const main = document.querySelector('main');
    const outside = element => {
        for (let box = element.parentElement; box && box !== main.parentElement; box = box.parentElement) {
            const style = getComputedStyle(box);
            // In a box that scrolls, or in one that shows nothing (for screen readers only).
            if (/auto|scroll/.test(style.overflowX) || style.clipPath !== 'none' || style.clip !== 'auto') {
                return false;
            }
        }
        return true;
    };
    for (const element of main.querySelectorAll(':not(svg *, .katex-mathml, .katex-mathml *)')) {
        const { left, right, width, height } = element.getBoundingClientRect();
        if (width > 0 && height > 0 && (right > clientWidth + 1 || left < -1) && outside(element)) {
            const text = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
            faults.push(`<${element.localName} class="${element.getAttribute('class') ?? ''}"> spans ${left.toFixed(0)} to ${right.toFixed(0)} of ${clientWidth} px: ${text}`);
        }
    }
    // In a wide window the contents stand beside the text, in a narrow one over it.
    const contents = document.querySelector('nav[aria-label="Contents"]');
    if (innerWidth >= 1200 && contents.checkVisibility({ visibilityProperty: true })) {
        const [side, text] = [contents, main].map(element => element.getBoundingClientRect());
        if (side.right > text.left + 1) {
            faults.push(`the contents end at ${side.right.toFixed(0)} px and the text begins at ${text.left.toFixed(0)} px`);
        }
    }
    return faults.slice(0, 12);
}

/** The figures: drawn, named, legible. Also returns the colour of each of their texts. */
export function figures({ smallest }) {
    const faults = [];
    const colours = {};
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    function rgba(css) {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = css;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return { rgb: [r, g, b], a: a / 255 };
    }
    const over = (below, { rgb, a }, opacity = 1) => below.map((channel, i) => channel * (1 - a * opacity) + rgb[i] * a * opacity);
    const luminance = rgb => rgb
        .map(channel => channel / 255)
        .map(channel => channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)
        .reduce((sum, channel, i) => sum + channel * [0.2126, 0.7152, 0.0722][i], 0);
    function contrast(a, b) {
        const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
    }
    function behind(element) {
        const boxes = [];
        for (let box = element; box; box = box.parentElement) {
            boxes.unshift(getComputedStyle(box).backgroundColor);
        }
        return boxes.reduce((below, colour) => over(below, rgba(colour)), [255, 255, 255]);
    }
    function opacity(element, svg) {
        let product = 1;
        for (let box = element; box && box !== svg.parentElement; box = box.parentElement) {
            product *= Number(getComputedStyle(box).opacity);
        }
        return product;
    }
    /** The letters' part of a text's box, on the screen. */
    function letters(text) {
        const { x, y, width, height } = text.getBBox();
        const matrix = text.getScreenCTM();
        const corners = [[x, y + 0.18 * height], [x + width, y + 0.82 * height], [x, y + 0.82 * height], [x + width, y + 0.18 * height]]
            .map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
        const [xs, ys] = [corners.map(p => p.x), corners.map(p => p.y)];
        return {
            text: text.textContent.trim(),
            left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys),
            size: parseFloat(getComputedStyle(text).fontSize) * Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c)),
        };
    }

    for (const figure of document.querySelectorAll('main figure.figure')) {
        const name = figure.id || 'a figure without id';
        const fault = message => faults.push(`${name}: ${message}`);
        const svg = figure.querySelector('svg');
        if (!svg) {
            fault('has no svg');
            continue;
        }
        const frame = svg.getBoundingClientRect();
        if (!svg.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || frame.width < 20 || frame.height < 20) {
            fault(`is not visible: ${frame.width} × ${frame.height} px`);
            continue;
        }
        if (svg.getAttribute('role') !== 'img') {
            fault('its svg is no image to a screen reader: role="img" is missing');
        }
        const label = svg.getAttribute('aria-label')?.trim() ?? '';
        if (label.length < 20) {
            fault(`its aria-label says too little: "${label}"`);
        }
        if (!figure.querySelector('figcaption')?.innerText.trim()) {
            fault('has no caption');
        }
        const shapes = [...svg.querySelectorAll('path, rect, circle, ellipse, line, polyline, polygon')];
        const drawn = shapes.filter(shape => {
            const { width, height } = shape.getBoundingClientRect();
            const style = getComputedStyle(shape);
            return (width > 0 || height > 0) && (style.fill !== 'none' || style.stroke !== 'none');
        });
        // A path may draw many.
        const parts = drawn.reduce((sum, shape) => sum + (shape.getAttribute('d')?.match(/m/gi)?.length ?? 1), 0);
        if (parts < 3) {
            fault(`only ${parts} shapes are drawn`);
        }

        const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim() !== '');
        const boxes = texts.map(letters);
        const ground = behind(svg);
        colours[name] = texts.map(text => [text.textContent.trim(), getComputedStyle(text).fill]);
        texts.forEach((text, i) => {
            const box = boxes[i];
            if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
                fault(`"${box.text}" sticks out of the picture`);
            }
            if (box.size < smallest) {
                fault(`"${box.text}" is ${box.size.toFixed(1)} px small, and ${smallest} px is the least to read`);
            }
            boxes.slice(i + 1).forEach(other => {
                const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
                const height = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
                if (width > 0 && height > 0 && width * height > 3) {
                    fault(`"${box.text}" and "${other.text}" overlap by ${width.toFixed(1)} × ${height.toFixed(1)} px`);
                }
            });
            // What is painted under the middle of the text.
            const middle = new DOMPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
            let under = ground;
            for (const shape of shapes) {
                const style = getComputedStyle(shape);
                if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) || shape.closest('defs, clipPath, marker, mask')) {
                    continue;
                }
                const matrix = shape.getScreenCTM();
                const point = middle.matrixTransform(matrix.inverse());
                if (style.fill !== 'none' && shape.isPointInFill(point)) {
                    under = over(under, rgba(style.fill), Number(style.fillOpacity) * opacity(shape, svg));
                }
                // A cell is a line as thick as the cell is high.
                const thick = parseFloat(style.strokeWidth) * Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c));
                if (style.stroke !== 'none' && thick > 0.8 * box.size && shape.isPointInStroke(point)) {
                    under = over(under, rgba(style.stroke), Number(style.strokeOpacity) * opacity(shape, svg));
                }
            }
            const style = getComputedStyle(text);
            const ink = over(under, rgba(style.fill), Number(style.fillOpacity) * opacity(text, svg));
            const ratio = contrast(ink, under);
            if (ratio < 4.5) {
                fault(`"${box.text}" has a contrast of ${ratio.toFixed(2)}, and 4.5 is the least: ${style.fill} on rgb(${under.map(Math.round)})`);
            }
        });
    }
    return { faults, colours };
}

/** The formulas: set, with MathML, in their own fonts; nothing left unset. */
export function formulas() {
    const faults = [];
    const main = document.querySelector('main');
    for (const error of main.querySelectorAll('.katex-error')) {
        faults.push(`a formula was not understood: ${error.textContent}`);
    }
    const missing = new Set();
    const loaded = new Set([...document.fonts].filter(face => face.status === 'loaded').map(face => face.family.replace(/"/g, '')));
    for (const formula of main.querySelectorAll('.katex')) {
        const source = formula.querySelector('annotation')?.textContent ?? formula.textContent.slice(0, 40);
        const visible = formula.querySelector('.katex-html');
        const { width, height } = (visible ?? formula).getBoundingClientRect();
        if (!formula.querySelector('.katex-mathml math')) {
            faults.push(`no MathML for ${source}`);
        }
        if (!visible || width < 2 || height < 2) {
            faults.push(`nothing to see of ${source}: ${width} × ${height} px`);
            continue;
        }
        const letters = document.createTreeWalker(visible, NodeFilter.SHOW_TEXT);
        while (letters.nextNode()) {
            if (letters.currentNode.data.trim() !== '') {
                const style = getComputedStyle(letters.currentNode.parentElement);
                const family = style.fontFamily.split(',')[0].replace(/"/g, '').trim();
                if (!loaded.has(family)) {
                    missing.add(family);
                }
            }
        }
    }
    for (const family of missing) {
        faults.push(`formulas want the font ${family}, which is not loaded`);
    }
    for (const face of document.fonts) {
        if (face.status === 'error') {
            faults.push(`the font ${face.family} ${face.weight} ${face.style} did not load`);
        }
    }
    const text = main.cloneNode(true);
    for (const element of text.querySelectorAll('.katex, pre, code, script, style, svg')) {
        element.remove();
    }
    for (const [left] of text.textContent.matchAll(/.{0,30}(?:\$\$|\\[a-z]{2,}|\{\{[#/]|\$[^$\n]{1,60}\$).{0,30}/g)) {
        faults.push(`left as it was written: ${left.trim()}`);
    }
    return faults;
}

/** Headings in order, and a name for everything that needs one. */
export function outline({ titles = 1 } = {}) {
    const faults = [];
    const headings = [...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')];
    const first = headings.filter(heading => heading.localName === 'h1').length;
    if (titles && first !== titles) {
        faults.push(`the page has ${first} titles (h1)`);
    }
    let above = 0;
    for (const heading of headings) {
        const level = Number(heading.localName[1]);
        const text = heading.innerText.trim();
        if (text === '') {
            faults.push(`an empty ${heading.localName}`);
        }
        if (level > above + 1) {
            faults.push(`"${text}" is ${heading.localName}, under ${above === 0 ? 'nothing' : `h${above}`}`);
        }
        above = level;
    }
    for (const image of document.querySelectorAll('img')) {
        if (!image.alt.trim()) {
            faults.push(`no alt text: ${image.src}`);
        }
    }
    for (const control of document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, [tabindex="0"]')) {
        const labels = [control.getAttribute('aria-label'), control.textContent, control.title, control.labels?.[0]?.textContent];
        if (!labels.some(label => label?.trim())) {
            faults.push(`nothing names ${control.outerHTML.slice(0, 80)}`);
        }
    }
    if (!document.documentElement.lang) {
        faults.push('the page does not say its language');
    }
    if (!document.title.trim()) {
        faults.push('the page has no title');
    }
    return faults;
}

/**
 * What a chapter is made of before its exercises, as it opens: the shares of listings and figures in its height, and the
 * stretches without a figure, the longest first. Nothing for a page that is no chapter.
 */
export function hour(screen) {
    const main = document.querySelector('main');
    const exercises = document.getElementById('exercises');
    if (!exercises || !main.querySelector('details.opening')) {
        return null;
    }
    const top = element => element.getBoundingClientRect().top + scrollY;
    const height = element => element.getBoundingClientRect().height;
    const [start, end] = [top(main), top(exercises)];
    const open = selector => [...main.querySelectorAll(selector)].filter(element =>
        element.checkVisibility() && top(element) < end && !element.parentElement.closest('details:not([open])'));
    const share = elements => elements.reduce((sum, element) => sum + height(element), 0) / (end - start);
    const figures = open('figure.figure');
    const section = y => [...main.querySelectorAll('h1, h2')].filter(heading => top(heading) <= y + 1).at(-1)?.innerText.trim() ?? '';
    const edges = [start, ...figures.flatMap(figure => [top(figure), top(figure) + height(figure)]), end];
    const stretches = [];
    for (let i = 0; i < edges.length; i += 2) {
        stretches.push({ screens: (edges[i + 1] - edges[i]) / screen, from: section(edges[i]), to: section(edges[i + 1]) });
    }
    stretches.sort((a, b) => b.screens - a.screens);
    return { screens: (end - start) / screen, listings: share(open('.listing')), figures: share(figures), stretches };
}

/** What runs out of its box at the right. */
export function cut() {
    const boxes = [['.output pre', 'an output'], ['.formula', 'a formula'], ['.table-wrapper', 'a table'], ['.code-block pre', 'code'], ['.figure-box', 'a figure']];
    return boxes.flatMap(([selector, name]) => [...document.querySelectorAll(`main ${selector}`)]
        .filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1)
        .map(box => {
            const headings = [...document.querySelectorAll('main :is(h1, h2, h3)')];
            const above = headings.filter(heading => heading.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
            const id = box.closest('[id]:not(main)')?.id;
            return `${name} runs out at the right, ${box.scrollWidth} of ${box.clientWidth} px: ${id ? `${id}, ` : ''}under "${above?.innerText.trim()}": ${box.textContent.trim().replace(/\s+/g, ' ').slice(0, 60)}`;
        }));
}
