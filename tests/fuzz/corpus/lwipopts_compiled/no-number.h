#define TCP_MSS "x"
