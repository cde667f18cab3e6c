// The tour: a list of lessons, and the one that is taken. A lesson ends with a question that what is on the wire answers.
import { words } from './text.js';
import { lessons } from './lessons.js';

export class Tour {
  constructor(app) {
    this.app = app; this.box = document.getElementById('tour'); this.lesson = null; this.at = 0; this.isPassed = false;
    this.passed = new Set();
    this.box.addEventListener('click', e => {
      const b = e.target.closest('button');
      if (!b) return;
      if (b.dataset.lesson) this.take(b.dataset.lesson);
      else if (b.id === 'lesson-next') this.go(this.at + 1);
      else if (b.id === 'lesson-back') { this.lesson = null; this.draw(); }
      else if (b.id === 'lesson-show') this.show();
      else if (b.id === 'lesson-other') this.take(lessons[lessons.indexOf(this.lesson) + 1].id);
    });
  }

  take(id) {
    this.lesson = lessons.find(l => l.id === id); this.isPassed = false;
    this.app.begin(this.lesson.steps[0].scenario ?? this.lesson.scenario);
    this.go(0);
  }

  // Shows a step, and lets the time of that step pass in slow motion.
  go(at) {
    this.at = at;
    const step = this.lesson.steps[at];
    if (at > 0 && step.scenario) this.app.begin(step.scenario);
    for (const action of step.do ?? []) this.app.act(action);
    if (step.ms) this.app.runFor(step.ms, step.x ?? 0.1);
    this.asked = null;
    this.draw();
  }

  show() {
    for (const action of this.lesson.answer) this.app.act(action);
    this.app.speed(this.lesson.x ?? 0.25);
  }

  get isLast() { return this.lesson && this.at === this.lesson.steps.length - 1; }

  check(model) {
    if (!this.isLast || this.isPassed || model.segs.length + model.done.length === 0) return;
    // What counts is what has happened since the question was asked.
    if (this.asked === null) {
      if (this.app.isBusy()) return;
      this.asked = { segs: model.segs.length, done: model.done.length, states: model.states.length, t: model.t };
    }
    if (model.done.length > this.asked.done && this.lesson.check(model, this.asked)) {
      this.isPassed = true; this.passed.add(this.lesson.id); this.draw();
    }
  }

  draw() {
    if (!this.lesson) {
      this.box.innerHTML = `<p>${words.get('introduction')}</p><ol class="lessons">${lessons.map((l, i) => `<li><button data-lesson="${l.id}" class="${this.passed.has(l.id) ? 'passed' : ''}"><i>${this.passed.has(l.id) ? '✓' : i + 1}</i><span>${words.pick(l.title)}</span></button></li>`).join('')}</ol>`;
      return;
    }
    const l = this.lesson, more = lessons.indexOf(l) + 1 < lessons.length;
    const paragraphs = l.steps.slice(0, this.at + 1).map((s, i) => `<p class="${i < this.at ? 'old' : ''}">${words.pick(s.say)}</p>`).join('');
    const end = !this.isLast ? `<p><button id="lesson-next" class="main">${words.get('next')}</button></p>`
      : `<div class="ask${this.isPassed ? ' passed' : ''}"><b>${words.get('question')}</b><br>${words.pick(l.ask)}${this.isPassed ? `<p class="done" id="lesson-passed">✓ ${words.get('passed')}</p>` : ''}</div>
         <p class="row">${this.isPassed ? (more ? `<button id="lesson-other" class="main">${words.get('nextlesson')}</button>` : '') : `<button id="lesson-show">${words.get('showme')}</button>`}</p>`;
    this.box.innerHTML = `<div class="lesson" data-id="${l.id}"><button id="lesson-back">← ${words.get('back')}</button><h2>${lessons.indexOf(l) + 1}. ${words.pick(l.title)}</h2>${paragraphs}${end}</div>`;
    this.box.scrollTop = this.box.scrollHeight;
  }
}
