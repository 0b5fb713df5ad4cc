@NullMarked
package redoubt.oci.layout;

import org.jspecify.annotations.NullMarked;
