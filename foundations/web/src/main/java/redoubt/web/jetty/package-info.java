/**
 * The only package that sees Jetty: sockets, TLS, HTTP/1.1 and HTTP/2, limits on headers, bodies
 * and time. Turns a Jetty request into a call of the {@link redoubt.web.Dispatcher} and its answer
 * into bytes.
 */
@NullMarked
package redoubt.web.jetty;

import org.jspecify.annotations.NullMarked;
