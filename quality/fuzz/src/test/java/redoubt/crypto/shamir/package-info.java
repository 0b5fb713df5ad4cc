@NullMarked
package redoubt.crypto.shamir;

import org.jspecify.annotations.NullMarked;
