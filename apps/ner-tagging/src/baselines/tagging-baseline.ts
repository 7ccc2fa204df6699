import type { EntitySpan } from '../examples.ts';

/** Words and the entities marked in them: what a baseline learns from. Structurally the sentence of a tagger. */
export interface MarkedWords {
  readonly tokens: readonly string[];
  /** In the order of the text, without overlap; absent: not annotated, and nothing is learnt from it. */
  readonly entities?: readonly EntitySpan[];
}

/** A simple tagger that a model has to beat. */
export interface TaggingBaseline {
  /** Learns from marked sentences; called once. */
  fit(examples: readonly MarkedWords[]): void;
  /** The entities of a sentence, in the order of the text, without overlap. */
  tag(tokens: readonly string[]): EntitySpan[];
}
