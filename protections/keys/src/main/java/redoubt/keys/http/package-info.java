/**
 * The Key Protect API v2 over HTTP: routes under {@code /api/v2}, the shapes of bodies, collections
 * and errors, and the readers that hold input to its limits. Handlers translate between JSON and
 * the services of {@code redoubt.keys}; they decide nothing themselves. The instance is named by
 * the header {@code Bluemix-Instance}.
 */
@NullMarked
package redoubt.keys.http;

import org.jspecify.annotations.NullMarked;
