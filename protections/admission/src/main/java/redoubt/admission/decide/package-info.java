/**
 * Decides, from values alone: a question, the policies of the cluster, what is known of images, and
 * the time. Each decision says what was looked at and what to do next.
 */
@NullMarked
package redoubt.admission.decide;

import org.jspecify.annotations.NullMarked;
