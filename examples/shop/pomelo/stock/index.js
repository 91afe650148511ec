/** Open this for the shape of a Pomelo plugin: a directory of components, and one of event classes. */
'use strict';

module.exports = {
  components: __dirname + '/components',
  events: __dirname + '/events',
};
