/** What calls to API servers and etcd come to when they are not to be made, or do not end. */
@NullMarked
package redoubt.encryption.outward;

import org.jspecify.annotations.NullMarked;
