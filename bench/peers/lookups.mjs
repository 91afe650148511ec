/** Open this to see how a value is published under a name and found again, in each container, as its documentation says. */
import { definePlugin } from '../built.mjs';
import { started } from './mortise.mjs';

const EACH = 100;

/** A host whose plugins publish all values, a hundred each; `apps` are child scopes by name with values of their own. */
export async function publishing(values, app) {
  const host = await started(plugins(values, 'provider'));
  if (app === undefined) return { host };
  const child = host.createApp('app', { extensions: plugins(app, 'app-provider') });
  const report = await child.start();
  if (!report.ok) throw new Error(String(report).slice(0, 2000));
  return { host, child };
}

function plugins(values, id) {
  const entries = [...values];
  return Array.from({ length: Math.ceil(entries.length / EACH) }, (_, index) =>
    definePlugin({ id: `${id}-${index}`, version: '1.0.0', provides: Object.fromEntries(entries.slice(index * EACH, (index + 1) * EACH)) }),
  );
}

export async function inversify(values, child) {
  const { Container } = await import('inversify');
  const fill = (container, some) => {
    for (const [name, value] of some) container.bind(name).toConstantValue(value);
    return container;
  };
  const container = fill(new Container(), values);
  return child === undefined ? container : fill(new Container({ parent: container }), child);
}

export async function awilix(values, child) {
  const { asValue, createContainer } = await import('awilix');
  const fill = (container, some) => container.register(Object.fromEntries([...some].map(([name, value]) => [name, asValue(value)])));
  const container = fill(createContainer({ injectionMode: 'PROXY' }), values);
  return child === undefined ? container : fill(container.createScope(), child);
}

export async function tsyringe(values, child) {
  await import('reflect-metadata');
  const { container } = await import('tsyringe');
  const fill = (own, some) => {
    for (const [name, value] of some) own.register(name, { useValue: value });
    return own;
  };
  const parent = fill(container.createChildContainer(), values);
  return child === undefined ? parent : fill(parent.createChildContainer(), child);
}

export async function nest(values) {
  await import('reflect-metadata');
  const { NestFactory } = await import('@nestjs/core');
  const module = class Root {};
  const providers = [...values].map(([provide, useValue]) => ({ provide, useValue }));
  return NestFactory.createApplicationContext({ module, providers }, { logger: false });
}
