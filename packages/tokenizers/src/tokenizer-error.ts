/**
 * A mistake in what a person handed in: a configuration, or a saved tokenizer. Its name tells programs to print the message
 * without a stack trace.
 */
export class TokenizerError extends Error {
  override name = 'UserError';
}
