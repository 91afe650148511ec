/** Open this to see the classes that containers make: a tree of 63 objects of 11 classes, and three of one request. */
import { inversify } from '../built.mjs';

const DEPTH = 5;
const { inject, injectable } = await inversify();

/** Applies inversify's decorators as a compiler would. */
function injecting(type, dependencies) {
  injectable()(type);
  for (const [index, dependency] of dependencies.entries()) inject(dependency)(type, undefined, index);
  return type;
}

/** Two classes for each level; both are made of the two below. */
function levels() {
  let below = [];
  const classes = [];
  for (let level = DEPTH; level >= 1; level--) {
    const make = () =>
      below.length === 0
        ? class Leaf {}
        : class Node {
            constructor(left, right) {
              this.left = left;
              this.right = right;
            }
          };
    const own = [injecting(make(), below), injecting(make(), below)];
    classes.push(...own);
    below = own;
  }
  const root = injecting(
    class Root {
      constructor(left, right) {
        this.left = left;
        this.right = right;
      }
    },
    below,
  );
  return { root, classes: [...classes, root] };
}

export const TREE = levels();

/** How many objects there are, each of its own. */
export function counted(root) {
  const all = new Set();
  const visit = (node) => {
    all.add(node);
    for (const below of [node.left, node.right]) if (below !== undefined) visit(below);
  };
  visit(root);
  return all.size;
}

export const Log = injecting(class Log {}, []);
export const Scope = injecting(class Scope {}, []);
export const Repository = injecting(
  class Repository {
    constructor(scope, log) {
      this.scope = scope;
      this.log = log;
    }
  },
  [Scope, Log],
);
export const Service = injecting(
  class Service {
    constructor(repository, scope) {
      this.repository = repository;
      this.scope = scope;
    }
  },
  [Repository, Scope],
);

/** All of them, in a container. */
export function bindAll(container) {
  for (const type of TREE.classes) container.bind(type).toSelf();
  container.bind(Log).toSelf().inSingletonScope();
  for (const type of [Scope, Repository, Service]) container.bind(type).toSelf().inRequestScope();
  return container;
}
