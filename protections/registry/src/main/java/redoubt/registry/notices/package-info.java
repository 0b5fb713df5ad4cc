/**
 * Webhooks: what happens to the images of a namespace, told over HTTP as CNCF's distribution tells
 * it ("Notifications"), signed, again and again until it is taken or given up.
 */
@NullMarked
package redoubt.registry.notices;

import org.jspecify.annotations.NullMarked;
