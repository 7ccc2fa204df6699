import { describe, expect, it } from 'vitest';
import { from } from '../initializers.ts';
import { divide, exp, multiply, sum } from '../ops/elementwise.ts';
import { embedding } from '../ops/embedding.ts';
import { binaryCrossEntropy, crossEntropy } from '../ops/losses.ts';
import { poolMaxWithSteps, poolMean } from '../ops/pooling.ts';
import { logSoftmax } from '../ops/softmax.ts';
import { testedBackends } from '../testing/backends.ts';
import { checkGolden, expectClose, type GoldenCase, goldenIsThere, goldenTitle, place, readGolden } from '../testing/golden.ts';

interface LossConfig {
  readonly op: string;
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;
  readonly reduction: 'mean' | 'sum';
  readonly paddingIdx: number | null;
}

const all = readGolden<GoldenCase<LossConfig>>('losses.json');
const casesOf = (op: string): GoldenCase<LossConfig>[] => all.filter(({ config }) => config.op === op);

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing || !goldenIsThere)(`losses, embedding, pooling ${goldenTitle}: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it.each(casesOf('cross-entropy'))('$name', (golden) => {
      checkGolden(engine, golden, ({ logits, targets, classWeight }, { ignoreIndex, labelSmoothing, reduction }) => {
        const loss = crossEntropy(logits, targets, { ignoreIndex, labelSmoothing, reduction, classWeights: classWeight });
        return { loss, perItem: loss.perItem };
      });
    });

    it.each(casesOf('bce-with-logits'))('$name', (golden) => {
      checkGolden(engine, golden, ({ logits, targets, posWeight }, { reduction }) => {
        const loss = binaryCrossEntropy(logits, targets, { posWeight, reduction });
        return { loss, perItem: loss.perItem };
      });
    });

    it.each(casesOf('log-softmax'))('$name', (golden) => {
      // the recorded softmax of logits in the thousands holds 1e-300 and the like, which float32 rounds to 0: its own test below
      checkGolden(engine, golden, ({ logits }) => ({ logSoftmax: logSoftmax(logits) }));
      engine.step(() => {
        const softmax = exp(logSoftmax(place(engine, golden.inputs.logits)));
        expectClose(golden.name, softmax.floats, golden.outputs.softmax.data, golden.tolerance);
      });
    });

    it.each(casesOf('temperature-nll'))('$name, composed', (golden) => {
      checkGolden(engine, golden, ({ logits, targets, temperature }) => ({ loss: crossEntropy(divide(logits, temperature), targets) }));
    });

    it.each(casesOf('embedding'))('$name', (golden) => {
      for (const kind of ['embedding', 'weight'] as const) {
        const { shape, data } = golden.params?.weight ?? expect.fail('the case has no table');
        const table = engine.parameter(`${golden.name} ${kind}`, shape, from(data), { kind });
        engine.step(() => {
          const { paddingIdx } = golden.config;
          const y = embedding(table, place(engine, golden.inputs.ids), paddingIdx === null ? {} : { paddingId: paddingIdx });
          expectClose('y', y.floats, golden.outputs.y.data, golden.tolerance);
          engine.backward(sum(multiply(y, place(engine, golden.upstream.y))));
        });
        expectClose('gradient', table.gradientData(), golden.grads.weight.data, golden.tolerance);
        table.zeroGradient();
        expect(table.gradientData().every((value) => value === 0)).toBe(true);
      }
    });

    it.each(casesOf('max-pool'))('$name', (golden) => {
      checkGolden(engine, golden, ({ x, lengths }) => poolMaxWithSteps(x, lengths));
    });

    it.each(casesOf('mean-pool'))('$name', (golden) => {
      checkGolden(engine, golden, ({ x, lengths }) => ({ y: poolMean(x, lengths) }));
    });
  });
}
