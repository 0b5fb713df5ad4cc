/**
 * Which images a cluster runs. Policies say what has to hold of an image; content trust knows what
 * does; a webhook answers the API server from memory, with words. Nobody is called on that way.
 */
@NullMarked
package redoubt.admission;

import org.jspecify.annotations.NullMarked;
