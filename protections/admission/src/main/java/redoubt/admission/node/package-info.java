/**
 * The same policies for container runtimes, which see what no API server is asked about: static
 * pods, and who talks to a node itself. What is written holds while this server is away.
 */
@NullMarked
package redoubt.admission.node;

import org.jspecify.annotations.NullMarked;
