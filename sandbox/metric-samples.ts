const linePattern = /^([a-z0-9_]+)(?:\{([^}]*)\})? (\S+)$/;

/** Samples of the Prometheus text. */
export interface Samples {
  /** Of all samples of a name whose labels contain a text; 0 where there are none. */
  readonly sum: (name: string, label?: string) => number;
  /** How many samples of a name have a value. */
  readonly count: (name: string, value: number) => number;
}

/** Reads the Prometheus text. */
export function readSamples(text: string): Samples {
  const samples = text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = linePattern.exec(line) ?? [];
    return name === undefined ? [] : [{ name, labels, value: Number(value) }];
  });
  return {
    sum: (name, label = '') =>
      samples
        .filter((sample) => sample.name === name && sample.labels.includes(label))
        .reduce((total, { value }) => total + value, 0),
    count: (name, value) => samples.filter((sample) => sample.name === name && sample.value === value).length,
  };
}
