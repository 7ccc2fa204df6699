import { describeDataset, listDatasets } from '@textloom/datasets';
import type { ModelCard } from './model-card.ts';

/** What a model card says of its data: name, licence and citation as registered for a public set. @param description its examples */
export function cardData(dataset: string, description: string): ModelCard['data'] {
  const registered = listDatasets().some(({ name }) => name === dataset) ? describeDataset(dataset) : undefined;
  return {
    name: dataset,
    licence: registered?.licence.terms ?? (dataset === 'sample' ? 'MIT (written for this project)' : 'that of your own data'),
    ...(registered?.citation === undefined ? {} : { citation: registered.citation }),
    description,
  };
}
