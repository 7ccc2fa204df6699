import { describe, it } from 'vitest';
import { add, multiply, relu, scale, sigmoid } from '../ops/elementwise.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { linear } from '../ops/linear.ts';
import { testedBackends } from '../testing/backends.ts';
import { checkGolden, type GoldenCase, goldenIsThere, goldenTitle, readGolden } from '../testing/golden.ts';

interface FeedForwardConfig {
  readonly op: string;
  readonly eps: number;
  readonly layers: number;
}

const all = readGolden<GoldenCase<FeedForwardConfig>>('cnn.json');

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing || !goldenIsThere)(`layer norm and highway ${goldenTitle}: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it.each(all.filter(({ config }) => config.op === 'layer-norm'))('$name', (golden) => {
      checkGolden(engine, golden, ({ x, gamma, beta }, { eps }) => ({ y: layerNorm(x, gamma, beta, eps) }));
    });

    it.each(all.filter(({ config }) => config.op === 'highway'))('$name, composed', (golden) => {
      checkGolden(engine, golden, (tensors, { layers }) => {
        let x = tensors.x;
        for (let l = 0; l < layers; l++) {
          const gate = sigmoid(linear(x, tensors[`l${l}.Wg`], tensors[`l${l}.bg`]));
          const transformed = relu(linear(x, tensors[`l${l}.Wh`], tensors[`l${l}.bh`]));
          x = add(multiply(gate, transformed), multiply(scale(gate, -1, 1), x));
        }
        return { y: x };
      });
    });
  });
}
