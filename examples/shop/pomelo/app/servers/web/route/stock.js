/** Open this for a route of pomelo-http-plugin: it finds its routes in app/servers/<server type>/route, and gives them an Express 3. */
'use strict';

module.exports = function (app, http) {
  http.get('/stock/:sku', function (req, res) {
    const article = app.stockService.find(req.params.sku);
    if (!article) return res.send(404, { message: 'There is no such article.' });
    res.send({ server: app.getServerId(), sku: article.sku, left: article.left, visitors: app.stockService.visitors });
  });
};
