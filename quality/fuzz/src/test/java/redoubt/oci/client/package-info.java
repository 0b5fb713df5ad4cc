@NullMarked
package redoubt.oci.client;

import org.jspecify.annotations.NullMarked;
