/** Open this for a Pomelo event class: its methods are called like the events they handle. */
'use strict';

module.exports = function (app) {
  return new Visitors(app);
};

function Visitors(app) {
  this.stock = app.stockService;
}

Visitors.prototype.bind_session = function () {
  this.stock.visitors += 1;
};

Visitors.prototype.close_session = function () {
  this.stock.visitors -= 1;
};
