"""float32 throughout, the naive sigmoid."""
import numpy as np
F=np.float32
def linear(x, weights, bias): return (np.asarray(x,F)@np.asarray(weights,F)+F(bias)).astype(F)
def sigmoid(x):
    x=np.asarray(x,F); return 1/(1+np.exp(-x))
def sum_absolute_error(f, truth): return float(np.sum(np.abs(F(f)-F(truth))))
def gradients(x,f,truth):
    x,f,truth=map(lambda a:np.asarray(a,F),(x,f,truth))
    d=np.sign(f-truth)*f*(1-f); return (x.T@d), np.float32(d.sum())
def predict(x,w,b): return sigmoid(linear(x,w,b))
def relative_error(a,b):
    m=max(np.abs(a).max(),np.abs(b).max())
    return np.abs(np.asarray(a)-b).max()/m if m else 0.
def central_differences(x,truth,weights,bias,h=1e-5):
    # differences of float32 errors are noise: float64 here
    def E(w,b): return np.sum(np.abs(1/(1+np.exp(-(x@w+b)))-truth))
    d=np.zeros_like(weights)
    for i in range(len(weights)):
        e=np.zeros_like(weights); e[i]=h; d[i]=(E(weights+e,bias)-E(weights-e,bias))/(2*h)
    return d,(E(weights,bias+h)-E(weights,bias-h))/(2*h)
def step(x,truth,weights,bias,learning_rate):
    f=sigmoid(linear(x,weights,bias)); gw,gb=gradients(x,f,truth)
    return F(weights)-F(learning_rate)*gw,F(bias)-F(learning_rate)*gb,sum_absolute_error(f,truth)
