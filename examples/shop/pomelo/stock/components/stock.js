/** Open this for a Pomelo component: a factory, and a lifecycle with callbacks. `opts` is `{ tea: { price, left }, ... }`, from main.ts. */
'use strict';

module.exports = function (app, opts) {
  return new Stock(app, opts);
};

function Stock(app, opts) {
  this.articles = opts;
  this.visitors = 0;
  // Others of Pomelo find it as app.stockService, and every plugin as 'pomelo/stockService'.
  app.set('stockService', this, true);
}

Stock.prototype.start = function (cb) {
  process.nextTick(cb);
};

Stock.prototype.stop = function (force, cb) {
  process.nextTick(cb);
};

Stock.prototype.find = function (sku) {
  if (!Object.prototype.hasOwnProperty.call(this.articles, sku)) return undefined;
  const article = this.articles[sku];
  return { sku: sku, price: article.price, left: article.left };
};

Stock.prototype.take = function (sku, quantity) {
  const article = this.articles[sku];
  if (article.left < quantity) return false;
  article.left -= quantity;
  return true;
};

Stock.prototype.putBack = function (sku, quantity) {
  this.articles[sku].left += quantity;
};
