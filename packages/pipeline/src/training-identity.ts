import { createHash } from 'node:crypto';

/** What a training was made of, so that `--resume` refuses a training of something else. Every part is something that JSON can hold. */
export function identityOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
