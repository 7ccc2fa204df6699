import type { HistoryEntry } from '@textloom/trainer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceHistogram, reliabilityDiagram } from './calibration.ts';
import { confusedPairs, confusionSection } from './confusion.ts';
import { escapeHtml, html } from './html.ts';
import { learningCurves } from './learning-curves.ts';
import { renderReport } from './page.ts';
import { linearScale } from './scale.ts';
import { classTable, errorTable } from './tables.ts';

const voidElements = new Set(['meta', 'link', 'br']);

/** Names of the elements that are open where they should not be; throws at a tag that is not one. */
function unclosed(page: string): string[] {
  const open: string[] = [];
  for (const [tag, close, name, , selfClosing] of page.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<>]*")*)\s*(\/?)>/g)) {
    if (close === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`${tag} closes <${last}>`);
    } else if (selfClosing === '' && !voidElements.has(name)) open.push(name);
  }
  const rest = page.replaceAll(/<\/?[a-zA-Z][\w-]*(?:\s+[\w:-]+="[^"<>]*")*\s*\/?>/g, '').replace('<!doctype html>', '');
  if (/[<]/.test(rest)) throw new Error(`a stray < before: ${rest.slice(rest.indexOf('<'), rest.indexOf('<') + 40)}`);
  return open;
}

const evaluation: HistoryEntry = {
  epoch: 1,
  step: 20,
  loss: 1.5,
  lr: 0.1,
  gradientNorm: 1,
  tokensPerSecond: 100,
  seconds: 1,
  validation: { score: 0.7125, metrics: { loss: 1.25 } },
};

const nasty = '<script>alert("x")</script> & \'quotes\' \u0000 \ud800';

function fullReport(text: string): string {
  const labels = ['退款', text, 'refund'];
  const matrix = [
    [5, 1, 0],
    [2, 4, 0],
    [0, 0, 3],
  ];
  return renderReport({
    title: text,
    facts: [['data set', text]],
    sections: [
      {
        title: 'Learning curves',
        explanation: text,
        body: learningCurves([
          { event: 'train', step: 10, loss: 2 },
          { event: 'train', step: 20, loss: 1 },
          { event: 'validation', ...evaluation },
        ]),
      },
      { title: 'Classes', body: classTable(labels.map((label) => ({ label, precision: 0.5, recall: 1, f1: 2 / 3, support: 4 }))) },
      { title: 'Confusion', body: confusionSection(matrix, labels) },
      { title: 'Calibration', body: reliabilityDiagram([{ lower: 0, upper: 0.5, count: 3, accuracy: 0.3, confidence: 0.4 }]) },
      { title: 'Scope', body: confidenceHistogram({ inScope: [0.9, 1], outOfScope: [0, 0.4], threshold: 0.5 }) },
      { title: 'Errors', body: errorTable([{ text, gold: text, predicted: 'refund', confidence: 0.99 }]) },
    ],
  });
}

describe('renderReport', () => {
  it('is well formed, needs no network and shows Chinese', () => {
    const page = fullReport('我要退款');
    expect(unclosed(page)).toEqual([]);
    expect(page).toContain('<meta charset="utf-8">');
    expect(page).toContain('我要退款');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<link|<img|url\(|@import/);
  });

  it('escapes whatever the data holds', () => {
    const page = fullReport(nasty);
    expect(unclosed(page)).toEqual([]);
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;quotes&#39; \ufffd \ufffd');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => unclosed(fullReport(text)).length === 0),
      { numRuns: 50 },
    );
  });

  it('does without what was not recorded', () => {
    expect(learningCurves([]).text).toContain('nothing was recorded');
    expect(errorTable([]).text).toContain('There was no wrong answer');
    expect(confusionSection([[2]], ['only']).text).toContain('No class was taken for another');
    const charts = [
      confidenceHistogram({ inScope: [], outOfScope: [] }),
      reliabilityDiagram([]),
      learningCurves([{ event: 'train', step: 1, loss: 1 }]),
    ];
    for (const { text } of charts) expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('learningCurves', () => {
  it('shows both losses and marks the best score', () => {
    const { text } = learningCurves(
      [
        { event: 'train', step: 10, loss: 2 },
        { event: 'validation', ...evaluation },
      ],
      'macro-F1',
    );
    expect(text).toContain('best 0.7125');
    expect(text).toMatch(/training<.*validation</);
    // Only evaluations were recorded: their mean training loss takes the place of the single updates.
    expect(learningCurves([{ event: 'validation', ...evaluation }]).text).not.toContain('Loss: nothing was recorded');
  });
});

describe('confusedPairs', () => {
  it('sorts by how often, then by the share of the class', () => {
    const matrix = [
      [8, 2, 0],
      [0, 2, 2],
      [5, 0, 95],
    ];
    expect(confusedPairs(matrix, ['a', 'b', 'c'])).toEqual([
      { gold: 'c', predicted: 'a', count: 5, share: 0.05 },
      { gold: 'b', predicted: 'c', count: 2, share: 0.5 },
      { gold: 'a', predicted: 'b', count: 2, share: 0.2 },
    ]);
    expect(confusedPairs(matrix, ['a', 'b', 'c'], 1)).toHaveLength(1);
  });

  it('draws a heat map only for few classes', () => {
    const section = (classes: number): string =>
      confusionSection(
        Array.from({ length: classes }, (_, row) =>
          Array.from({ length: classes }, (_, column) => (column === (row + 1) % classes ? 1 : 3)),
        ),
        Array.from({ length: classes }, (_, index) => `class ${index}`),
      ).text;
    expect(section(5)).toContain('<svg');
    expect(section(77)).not.toContain('<svg');
    expect(section(77)).toContain('class 0');
  });
});

describe('errorTable', () => {
  it('shows the surest mistakes first and cuts long texts', () => {
    const error = (text: string, confidence: number): { text: string; gold: string; predicted: string; confidence: number } => ({
      text,
      gold: 'a',
      predicted: 'b',
      confidence,
    });
    const { text } = errorTable([error('unsure', 0.2), error('😀'.repeat(100_000), 0.9)], 2);
    expect(text.indexOf('unsure')).toBeGreaterThan(text.indexOf('😀'));
    expect(text.length).toBeLessThan(2000);
    expect(text).not.toContain('\ufffd');
  });
});

describe('html', () => {
  it('escapes text, keeps HTML and leaves out what is nothing', () => {
    expect(html`<p>${'a < b'}${html`<b>${'&'}</b>`}${undefined}${false}${[1, 2]}</p>`.text).toBe('<p>a &lt; b<b>&amp;</b>12</p>');
    expect(escapeHtml(`"'`)).toBe('&quot;&#39;');
  });
});

describe('linearScale', () => {
  it('covers the data with round ticks', () => {
    expect(linearScale(0.13, 2.2, [0, 100]).ticks).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    fc.assert(
      fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, span) => {
        const { ticks } = linearScale(low, low + span, [0, 100]);
        expect(ticks[0]).toBeLessThanOrEqual(low + span * 1e-6);
        expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(low + span * (1 - 1e-6));
        expect(ticks.length).toBeLessThan(15);
      }),
    );
  });
});
