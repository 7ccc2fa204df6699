import { UserError } from '@textloom/datasets';
import { type EncodedCorpus, type LabelledText, TextClassifier } from '@textloom/lstm';
import type { RunFolder } from '@textloom/pipeline';
import type { Engine } from '@textloom/tensor';
import { z } from 'zod';
import type { Choices } from './calibrate.ts';
import type { IntentExample } from './examples.ts';
import type { ScopeRule } from './scope.ts';

/** The name of the model's only head. */
export const head = 'intent';

/** File of a run with what the model's answers are judged by. */
const decisionFile = 'decision.json';

const decisionSchema = z.object({
  outOfScopeLabel: z.string(),
  method: z.enum(['threshold', 'class']),
  linearWeight: z.number(),
  temperature: z.number(),
  scope: z.object({ threshold: z.number(), margin: z.number(), softening: z.number().positive() }),
  topK: z.number(),
});

/** How the probabilities of a trained model become an answer. */
export interface DecisionRule extends Choices {
  readonly outOfScopeLabel: string;
  readonly method: 'threshold' | 'class';
  readonly scope: ScopeRule;
  readonly topK: number;
}

/** Utterances as the model reads them; what is no intent of the model has no label. */
export function labelled(examples: readonly IntentExample[], intents: readonly string[]): LabelledText[] {
  const known = new Set(intents);
  return examples.map(({ text, intent }) => (known.has(intent) ? { text, labels: { [head]: intent } } : { text }));
}

/** The intents of a model, in the order of its logits. */
export function intentsOfModel(model: TextClassifier): readonly string[] {
  return model.config.heads[0].labels;
}

/** [N] position of each example's intent among the model's; -1: none of them. */
export function goldOf(corpus: EncodedCorpus): Int32Array {
  return corpus.labels[head];
}

/** Keeps the rule beside the model. */
export async function writeDecision(run: RunFolder, rule: DecisionRule): Promise<void> {
  await run.writeJson(decisionFile, { ...rule, scope: { ...rule.scope } });
}

/** @throws UserError when the run has no rule or a damaged one */
export function readDecision(run: RunFolder): DecisionRule {
  const parsed = decisionSchema.safeParse(run.readJson(decisionFile));
  if (parsed.success) return parsed.data;
  throw new UserError('The decision rule of the run is damaged.', {
    file: run.path(decisionFile),
    hint: 'train again: the train stage of the same run',
  });
}

/** Loads what `train` left. @throws UserError when the run has no model, or a damaged one */
export async function loadModel(run: RunFolder, engine: Engine): Promise<{ model: TextClassifier; rule: DecisionRule }> {
  const rule = readDecision(run);
  return { model: await TextClassifier.load(run.require('model'), { engine }), rule };
}
