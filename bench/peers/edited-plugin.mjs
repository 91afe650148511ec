/** Open this to see the plugin that is measured: decorated TypeScript files, as an author would write them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a package of so many files; answers a function that edits one of its parts (counted from 0) or, without a number, its entry. */
export function writePlugin(folder, files) {
  const parts = Array.from({ length: files - 1 }, (_, index) => index);
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'billing', version: '1.0.0', type: 'module', main: 'src/index.ts' }));
  const edit = (number, part) =>
    part === undefined
      ? writeFileSync(join(folder, 'src/index.ts'), entryText(parts, number))
      : writeFileSync(join(folder, `src/part-${part}.ts`), partText(part, number));
  for (const part of parts) edit(0, part);
  edit(0);
  return edit;
}

/** Two of three build on the one before them. */
function partText(part, number) {
  const before = part % 3 === 0 ? undefined : part - 1;
  return `import { Component, OnEvent } from 'mortise/decorators';
${before === undefined ? '' : `import { round${before} } from './part-${before}.js';\n`}
export interface Order${part} {
  readonly amount: number;
  readonly currency: string;
}

export const edited${part} = ${number};

export function round${part}(amount: number): number {
  return ${before === undefined ? 'Math.round(amount * 100) / 100' : `round${before}(amount)`};
}

@Component('part-${part}')
export class Part${part} {
  private readonly orders: Order${part}[] = [];

  @OnEvent('billing.ordered-${part}')
  onOrder(order: Order${part}): void {
    this.orders.push(order);
  }

  total(currency: string): number {
    return round${part}(this.orders.filter((order) => order.currency === currency).reduce((sum, { amount }) => sum + amount, 0));
  }

  label(currency: string): string {
    return \`\${currency} \${this.total(currency).toFixed(2)}\`;
  }
}
`;
}

function entryText(parts, number) {
  return `import { Plugin, Provide } from 'mortise/decorators';
${parts.map((part) => `import { edited${part}, Part${part} } from './part-${part}.js';`).join('\n')}

@Plugin({ id: 'billing', version: '1.0.0', components: [${parts.map((part) => `Part${part}`).join(', ')}] })
@Provide('billing/edits')
export default class Billing {
  /** The latest edit of any file. */
  latest(): number {
    return Math.max(${number}, ${parts.map((part) => `edited${part}`).join(', ')});
  }
}
`;
}
