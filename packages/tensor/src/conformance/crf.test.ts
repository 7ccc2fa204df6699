import { describe, expect, it } from 'vitest';
import { crfDecode, crfLoss, crfMarginals } from '../ops/crf.ts';
import { multiply, sum } from '../ops/elementwise.ts';
import { testedBackends } from '../testing/backends.ts';
import { checkGolden, expectClose, type GoldenCase, goldenIsThere, goldenTitle, place, readGolden } from '../testing/golden.ts';

interface CrfConfig {
  readonly T: number;
  readonly B: number;
  readonly K: number;
  readonly enumerated: boolean;
}

const all = readGolden<GoldenCase<CrfConfig>>('crf.json');
const backends = await testedBackends();

for (const backend of backends) {
  describe.skipIf(backend.missing || !goldenIsThere)(`CRF ${goldenTitle}: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it.each(all)('$name: likelihood, marginals, best paths', (golden) => {
      checkGolden(engine, golden, ({ emissions, tags, lengths, ...weights }, { T, B, enumerated }) => {
        const chain = { transitions: weights.transitions, start: weights.start, end: weights.end };
        const best = crfDecode(emissions, chain, { lengths });
        const three = crfDecode(emissions, chain, { lengths, n: 3 });
        const viterbiPath = engine.ints(
          Array.from({ length: T * B }, (_, i) => best.paths.ints[(i % B) * T + Math.floor(i / B)]),
          [T, B],
        );
        return {
          ...crfLoss(emissions, tags, chain, lengths),
          marginals: crfMarginals(emissions, chain, lengths).marginals,
          viterbiPath,
          viterbiScore: best.scores.reshape([B]),
          ...(enumerated ? { nbestPaths: three.paths, nbestScores: three.scores, nbestCount: three.counts } : {}),
        };
      });
    });

    it.each(all)('$name: the gradient of logZ by the transitions is their expected number of uses', (golden) => {
      const { B, K } = golden.config;
      for (let b = 0; b < B; b++) {
        const counts = engine.step(() => {
          const { emissions, tags, lengths } = Object.fromEntries(
            Object.entries(golden.inputs).map(([name, tensor]) => [name, place(engine, tensor)]),
          );
          const { transitions, start, end } = Object.fromEntries(
            Object.entries(golden.params ?? golden.inputs).map(([name, tensor]) => [name, place(engine, tensor)]),
          );
          const only = engine.tensor(
            Array.from({ length: B }, (_, i) => (i === b ? 1 : 0)),
            [B],
          );
          engine.backward(
            sum(multiply(crfLoss(emissions, tags, { transitions: transitions.requireGradient(), start, end }, lengths).logZ, only)),
          );
          return transitions.gradient?.slice() ?? expect.fail('no gradient');
        });
        const want = golden.outputs.transitionMarginals.data.slice(b * K * K, (b + 1) * K * K);
        expectClose(`${golden.name} transition marginals ${b}`, counts, want, golden.tolerance);
      }
    });
  });
}
