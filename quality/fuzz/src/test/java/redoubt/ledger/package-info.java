@NullMarked
package redoubt.ledger;

import org.jspecify.annotations.NullMarked;
