/** One text with its labels: what every classification set and every user's file is read into. */
export interface TextExample {
  text: string;
  /** Label set (`intent`, `sentiment`, ...) to the label of this text. */
  labels: Record<string, string>;
  /** The answer that goes with the text, where the data has one. */
  answer?: string;
  source: {
    file: string;
    /** 1-based line of `file` on which the example begins. */
    line: number;
  };
}

/** The text as it is compared with others: NFKC, lower case, every run of white space one space, none at the ends. */
export function normaliseText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** All labels of an example as one string, for comparing and counting combinations. */
export function labelKey(example: TextExample): string {
  return Object.keys(example.labels)
    .sort()
    .map((name) => `${name}=${example.labels[name]}`)
    .join('\u0000');
}
